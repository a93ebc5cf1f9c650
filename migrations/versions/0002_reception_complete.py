"""Reception complete: lists, invitations, badges, protocol, personal data."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('access',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('persons', sa.Integer(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_access_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'id', name=op.f('pk_access'))
    )
    with op.batch_alter_table('access', schema=None) as batch_op:
        batch_op.create_index('ix_access_event_id_at', ['event_id', 'at'], unique=False)

    op.create_table('call',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('guest_id', sa.Text(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('gate_id', sa.Text(), nullable=True),
    sa.Column('device_id', sa.Text(), nullable=False),
    sa.Column('operator', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('answered_at', sa.BigInteger(), nullable=True),
    sa.Column('answered_by', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_call_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'ref', name=op.f('pk_call'))
    )
    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.create_index('ix_call_event_id_answered_at', ['event_id', 'answered_at'], unique=False)

    op.create_table('consent',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('guest_id', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('act', sa.Text(), nullable=False),
    sa.Column('via', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_consent_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'ref', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index('ix_consent_event_id_guest_id', ['event_id', 'guest_id', 'at'], unique=False)

    op.create_table('freeze',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_freeze_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'version', name=op.f('pk_freeze'))
    )
    op.create_table('job',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('asked', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('beat_at', sa.BigInteger(), nullable=False),
    sa.Column('finished_at', sa.BigInteger(), nullable=True),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_job_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_event_id_made_at', ['event_id', 'made_at'], unique=False)

    op.create_table('list_import',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('job_id', sa.Text(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('accepted_by', sa.Text(), nullable=True),
    sa.Column('accepted_at', sa.BigInteger(), nullable=True),
    sa.Column('undone_at', sa.BigInteger(), nullable=True),
    sa.Column('counts', sa.Text(), nullable=False),
    sa.Column('faults', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_list_import_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'id', name=op.f('pk_list_import'))
    )
    with op.batch_alter_table('list_import', schema=None) as batch_op:
        batch_op.create_index('ix_list_import_event_id_made_at', ['event_id', 'made_at'], unique=False)

    op.create_table('list_row',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('import_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sheet', sa.Text(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('fields', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('faults', sa.Text(), nullable=False),
    sa.Column('match', sa.Text(), nullable=True),
    sa.Column('guest_id', sa.Text(), nullable=True),
    sa.Column('done', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_list_row_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'import_id', 'number', name=op.f('pk_list_row'))
    )
    op.create_table('mail',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('guest_id', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('job_id', sa.Text(), nullable=True),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('changed_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_mail_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'id', name=op.f('pk_mail'))
    )
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.create_index('ix_mail_event_id_guest_id', ['event_id', 'guest_id', 'made_at'], unique=False)

    op.create_table('notice',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('words_vi', sa.Text(), nullable=False),
    sa.Column('words_en', sa.Text(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_notice_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'version', name=op.f('pk_notice'))
    )
    op.create_table('numbered',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('guest_id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_numbered_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'number', name=op.f('pk_numbered')),
    sa.UniqueConstraint('event_id', 'guest_id', name=op.f('uq_numbered_event_id_guest_id'))
    )
    op.create_table('policy',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('walk_ins', sa.Text(), server_default='approval', nullable=False),
    sa.Column('reply_by', sa.BigInteger(), nullable=True),
    sa.Column('letter', sa.Text(), server_default='', nullable=False),
    sa.Column('signer', sa.Text(), server_default='', nullable=False),
    sa.Column('map_text', sa.Text(), server_default='', nullable=False),
    sa.Column('controller', sa.Text(), server_default='', nullable=False),
    sa.Column('contact', sa.Text(), server_default='', nullable=False),
    sa.Column('retention_days', sa.Integer(), server_default='90', nullable=False),
    sa.Column('purged_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_policy_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_policy'))
    )
    op.create_table('printed',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('guest_id', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('layout', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('job_id', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_printed_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'id', name=op.f('pk_printed'))
    )
    with op.batch_alter_table('printed', schema=None) as batch_op:
        batch_op.create_index('ix_printed_event_id_guest_id', ['event_id', 'guest_id', 'at'], unique=False)

    op.create_table('seat',
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('row', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('order', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('category', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_seat_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'id', name=op.f('pk_seat'))
    )
    with op.batch_alter_table('category', schema=None) as batch_op:
        batch_op.add_column(sa.Column('named', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('collective', sa.Text(), server_default='', nullable=False))

    with op.batch_alter_table('delegation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('expected', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('pledged', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('contact', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('contact_phone', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('contact_email', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('note', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('code_hash', sa.Text(), nullable=True))
        batch_op.create_index('ix_delegation_code_hash', ['code_hash'], unique=True)

    with op.batch_alter_table('guest', schema=None) as batch_op:
        batch_op.add_column(sa.Column('order', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('pronounce', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('intro', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('walk_in', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('approval', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('stands_for', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('stand_in', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('twin', sa.Text(), nullable=True))
        batch_op.create_index('ix_guest_event_id_walk_in', ['event_id', 'walk_in'], unique=False)
        batch_op.create_index('ix_guest_event_id_stands_for', ['event_id', 'stands_for'], unique=False)
        batch_op.add_column(sa.Column('party', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('answered_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('answer_note', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('purged_at', sa.BigInteger(), nullable=True))

