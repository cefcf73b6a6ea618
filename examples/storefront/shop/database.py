"""The engine and the session of one application."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from flask import current_app
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from sqlalchemy.schema import CreateTable

from shop.models import Base

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class Database:
    """A thread-local session over one engine."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = create_engine(url)
        self.session = scoped_session(sessionmaker(self.engine))

    def close(self) -> None:
        self.session.remove()

    def upgrade(self) -> None:
        """Brings the schema to the newest migration."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("sqlalchemy.url", self.url.replace("%", "%%"))
        command.upgrade(config, "head")

    def statements(self) -> list[str]:
        """The CREATE TABLE statements of the models, in order of dependency."""
        return [str(CreateTable(table).compile(self.engine)) for table in Base.metadata.sorted_tables]


def db() -> Session:
    """The session of the current request or command."""
    return current_app.extensions["shop.database"].session()
