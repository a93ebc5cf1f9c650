"""A socket that cannot be let in is told why: one that hears nothing would wait for ever."""

import pytest
from flask_socketio import ConnectionRefusedError

from ops.core.identity import Identities
from ops.core.sockets import Sockets
from ops.errors import Busy
from tests.support.factories import World


@pytest.mark.parametrize(("trouble", "said"), [(Busy(), "busy"), (RuntimeError("disk"), "our_fault")])
def test_trouble_of_the_server_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch, trouble: Exception, said: str
) -> None:
    def fail(*_: object) -> None:
        raise trouble

    sockets: Sockets = world.ops.hall.extra["sockets"]
    with world.ops.app.test_request_context("/socket.io/", headers={"Cookie": "ops_staff=stf_x"}):
        with pytest.raises(ConnectionRefusedError) as unknown:
            sockets.on_connect()
        monkeypatch.setattr(Identities, "find", fail)
        with pytest.raises(ConnectionRefusedError) as refused:
            sockets.on_connect()
    assert unknown.value.args == ("sign_in_needed",)
    assert refused.value.args == (said,)
    assert not sockets.clients
