"""The schemathesis plugin, loaded here because it imports ssl, which the engine must patch first (see pyproject)."""

pytest_plugins = ["schemathesis.pytest.plugin"]
