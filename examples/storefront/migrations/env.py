"""Runs the migrations; Alembic loads this file."""

from alembic import context
from sqlalchemy import create_engine

from shop.models import Base

engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
