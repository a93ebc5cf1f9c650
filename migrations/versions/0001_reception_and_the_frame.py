"""Reception and the frame."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('event',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('short', sa.Text(), nullable=False),
    sa.Column('organiser', sa.Text(), nullable=False),
    sa.Column('venue', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.BigInteger(), nullable=False),
    sa.Column('ends_at', sa.BigInteger(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('last_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event'))
    )
    op.create_table('installation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('epoch', sa.Text(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('started_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation'))
    )
    op.create_table('staff',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('login', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('disabled', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('login', name=op.f('uq_staff_login'))
    )
    op.create_table('arrived',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('device_id', sa.Text(), nullable=False),
    sa.Column('dev_seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_arrived_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'device_id', 'dev_seq', name=op.f('pk_arrived'))
    )
    op.create_table('category',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('order', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_category_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'id', name=op.f('pk_category'))
    )
    op.create_table('device',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('post', sa.Text(), nullable=True),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('agent', sa.Text(), nullable=False),
    sa.Column('paired_at', sa.BigInteger(), nullable=False),
    sa.Column('paired_by', sa.Text(), nullable=False),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.Column('seen_at', sa.BigInteger(), nullable=True),
    sa.Column('queue', sa.Integer(), nullable=True),
    sa.Column('oldest', sa.Integer(), nullable=True),
    sa.Column('dev_seq', sa.Integer(), nullable=False),
    sa.Column('offset_ms', sa.Float(), nullable=True),
    sa.Column('battery', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_device_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_device_token_hash'))
    )
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_device_event_id'), ['event_id'], unique=False)

    op.create_table('gate',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('categories', sa.Text(), nullable=False),
    sa.Column('opens_at', sa.BigInteger(), nullable=True),
    sa.Column('closes_at', sa.BigInteger(), nullable=True),
    sa.Column('reentry', sa.Text(), nullable=False),
    sa.Column('needs_confirmation', sa.Boolean(), nullable=False),
    sa.Column('desk_override', sa.Boolean(), nullable=False),
    sa.Column('changed_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_gate_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'id', name=op.f('pk_gate'))
    )
    op.create_table('journal',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('subjects', sa.Text(), nullable=False),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('device_at', sa.BigInteger(), nullable=True),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('ref', sa.Text(), nullable=True),
    sa.Column('cause', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_journal_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'seq', name=op.f('pk_journal')),
    sa.UniqueConstraint('event_id', 'ref', name=op.f('uq_journal_event_id_ref'))
    )
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.create_index('ix_journal_event_id_subject', ['event_id', 'subject', 'seq'], unique=False)

    op.create_table('membership',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('staff_id', sa.Text(), nullable=False),
    sa.Column('roles', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_membership_event_id_event')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_membership_staff_id_staff')),
    sa.PrimaryKeyConstraint('event_id', 'staff_id', name=op.f('pk_membership'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_staff_id'), ['staff_id'], unique=False)

    op.create_table('old_code',
    sa.Column('code_hash', sa.Text(), nullable=False),
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('guest_id', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('revoked_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_old_code_event_id_event')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_old_code'))
    )
    with op.batch_alter_table('old_code', schema=None) as batch_op:
        batch_op.create_index('ix_old_code_event_id_guest_id', ['event_id', 'guest_id'], unique=False)

    op.create_table('pairing',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('post', sa.Text(), nullable=True),
    sa.Column('code_hash', sa.Text(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.Column('device_id', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_pairing_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_pairing_code_hash'))
    )
    with op.batch_alter_table('pairing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pairing_event_id'), ['event_id'], unique=False)

    op.create_table('quarantine',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('device_id', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.Column('decision', sa.Text(), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_quarantine_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'ref', name=op.f('pk_quarantine'))
    )
    with op.batch_alter_table('quarantine', schema=None) as batch_op:
        batch_op.create_index('ix_quarantine_event_id_decision', ['event_id', 'decision'], unique=False)

    op.create_table('scan',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('guest_id', sa.Text(), nullable=True),
    sa.Column('code_hash', sa.Text(), nullable=True),
    sa.Column('code_event', sa.Text(), nullable=True),
    sa.Column('gate_id', sa.Text(), nullable=False),
    sa.Column('device_id', sa.Text(), nullable=False),
    sa.Column('dev_seq', sa.Integer(), nullable=True),
    sa.Column('direction', sa.Text(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('operator', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('device_at', sa.BigInteger(), nullable=False),
    sa.Column('offset_ms', sa.Float(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.Column('base', sa.Text(), nullable=False),
    sa.Column('lifted', sa.Text(), nullable=True),
    sa.Column('policy', sa.Text(), nullable=False),
    sa.Column('told', sa.Boolean(), nullable=True),
    sa.Column('told_reason', sa.Text(), nullable=True),
    sa.Column('override', sa.Boolean(), nullable=False),
    sa.Column('override_reason', sa.Text(), nullable=True),
    sa.Column('resolution', sa.Text(), nullable=True),
    sa.Column('resolved_by', sa.Text(), nullable=True),
    sa.Column('undone_by', sa.Text(), nullable=True),
    sa.Column('changed_since', sa.Text(), nullable=False),
    sa.Column('admit', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('first_ref', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_scan_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'ref', name=op.f('pk_scan'))
    )
    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.create_index('ix_scan_event_id_code_hash', ['event_id', 'code_hash'], unique=False)
        batch_op.create_index('ix_scan_event_id_gate_id', ['event_id', 'gate_id', 'state', 'at'], unique=False)
        batch_op.create_index('ix_scan_event_id_guest_id', ['event_id', 'guest_id', 'at'], unique=False)
        batch_op.create_index('ix_scan_event_id_state', ['event_id', 'state'], unique=False)

    op.create_table('session',
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('staff_id', sa.Text(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_session_staff_id_staff')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_session'))
    )
    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_session_staff_id'), ['staff_id'], unique=False)

    op.create_table('undo',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('device_id', sa.Text(), nullable=False),
    sa.Column('supervisor', sa.Boolean(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('operator', sa.Text(), nullable=False),
    sa.Column('allowed', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_undo_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'ref', name=op.f('pk_undo'))
    )
    with op.batch_alter_table('undo', schema=None) as batch_op:
        batch_op.create_index('ix_undo_event_id_target', ['event_id', 'target'], unique=False)

    op.create_table('delegation',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('category', sa.Text(), nullable=False),
    sa.Column('order', sa.Integer(), nullable=False),
    sa.Column('unit_code', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('fold', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id', 'category'], ['category.event_id', 'category.id'], name=op.f('fk_delegation_event_id_category_category')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_delegation_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'id', name=op.f('pk_delegation'))
    )
    op.create_table('guest',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('delegation', sa.Text(), nullable=False),
    sa.Column('category', sa.Text(), nullable=False),
    sa.Column('honorific', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('fold', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('vip', sa.Boolean(), nullable=False),
    sa.Column('head', sa.Boolean(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('blocked', sa.Text(), nullable=True),
    sa.Column('attention', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('seat', sa.Text(), nullable=False),
    sa.Column('badge', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.BigInteger(), nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('inside', sa.Boolean(), nullable=False),
    sa.Column('extra', sa.Integer(), nullable=False),
    sa.Column('in_ref', sa.Text(), nullable=True),
    sa.Column('in_at', sa.BigInteger(), nullable=True),
    sa.Column('last_in_ref', sa.Text(), nullable=True),
    sa.Column('last_in_at', sa.BigInteger(), nullable=True),
    sa.Column('out_at', sa.BigInteger(), nullable=True),
    sa.Column('met_by', sa.Text(), nullable=True),
    sa.Column('met_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['event_id', 'category'], ['category.event_id', 'category.id'], name=op.f('fk_guest_event_id_category_category')),
    sa.ForeignKeyConstraint(['event_id', 'delegation'], ['delegation.event_id', 'delegation.id'], name=op.f('fk_guest_event_id_delegation_delegation')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_guest_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'id', name=op.f('pk_guest')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_guest_code_hash'))
    )
    with op.batch_alter_table('guest', schema=None) as batch_op:
        batch_op.create_index('ix_guest_event_id_delegation', ['event_id', 'delegation', 'entries', 'status'], unique=False)
        batch_op.create_index('ix_guest_event_id_entries', ['event_id', 'entries', 'inside', 'extra', 'status', 'head'], unique=False)
        batch_op.create_index('ix_guest_event_id_changed_at', ['event_id', 'changed_at'], unique=False)
        batch_op.create_index('ix_guest_event_id_vip', ['event_id', 'vip', 'head'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('guest', schema=None) as batch_op:
        batch_op.drop_index('ix_guest_event_id_vip')
        batch_op.drop_index('ix_guest_event_id_changed_at')
        batch_op.drop_index('ix_guest_event_id_entries')
        batch_op.drop_index('ix_guest_event_id_delegation')

    op.drop_table('guest')
    op.drop_table('delegation')
    with op.batch_alter_table('undo', schema=None) as batch_op:
        batch_op.drop_index('ix_undo_event_id_target')

    op.drop_table('undo')
    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_session_staff_id'))

    op.drop_table('session')
    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.drop_index('ix_scan_event_id_state')
        batch_op.drop_index('ix_scan_event_id_guest_id')
        batch_op.drop_index('ix_scan_event_id_gate_id')
        batch_op.drop_index('ix_scan_event_id_code_hash')

    op.drop_table('scan')
    with op.batch_alter_table('quarantine', schema=None) as batch_op:
        batch_op.drop_index('ix_quarantine_event_id_decision')

    op.drop_table('quarantine')
    with op.batch_alter_table('pairing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pairing_event_id'))

    op.drop_table('pairing')
    with op.batch_alter_table('old_code', schema=None) as batch_op:
        batch_op.drop_index('ix_old_code_event_id_guest_id')

    op.drop_table('old_code')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_staff_id'))

    op.drop_table('membership')
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.drop_index('ix_journal_event_id_subject')

    op.drop_table('journal')
    op.drop_table('gate')
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_device_event_id'))

    op.drop_table('device')
    op.drop_table('category')
    op.drop_table('arrived')
    op.drop_table('staff')
    op.drop_table('installation')
    op.drop_table('event')

