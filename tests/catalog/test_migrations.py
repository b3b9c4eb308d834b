from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from catalog import history
from catalog.database import MEMORY
from catalog.store import METADATA, Store
from curation import link_history
from learners import paths, tables


def test_the_migrations_make_the_tables_that_the_program_speaks_of():
    store = Store(MEMORY)
    store.migrate()
    with store.engine.connect() as connection:
        known = [METADATA, history.METADATA, link_history.METADATA, paths.PATHS.metadata, tables.METADATA]
        assert compare_metadata(MigrationContext.configure(connection), known) == []
