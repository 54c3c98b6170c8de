"""The kinds of column that every table of Pomost uses, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts up by itself only for INTEGER PRIMARY KEY; its INTEGER has 64 bits all the same.
Key = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """A moment: aware in, aware UTC out, on both databases. A naive one is refused (ValueError)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs its zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Prose(TypeDecorator[str]):
    """Text that somebody wrote. NUL (PostgreSQL) and lone surrogates (both) cannot be stored: they become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return whole.replace("\0", "\ufffd")


# json, not jsonb: jsonb refuses \u0000 and lone surrogates, which a hostile message may hold.
Document = JSON(none_as_null=True)


def key(name: str = "id") -> Column[int]:
    """A number of our own, counted up by the database and never given twice."""
    return Column(name, Key, primary_key=True, autoincrement=True)


def big(name: str, *, default: int | None = None) -> Column[int]:
    """A 64-bit number; nullable unless it has a default."""
    if default is None:
        return Column(name, BigInteger, nullable=True)
    return Column(name, BigInteger, nullable=False, default=default, server_default=str(default))


def count(name: str) -> Column[int]:
    """A small number that starts at 0."""
    return Column(name, Integer, nullable=False, default=0, server_default="0")


def must(name: str, *, default: str | None = None) -> Column[str]:
    """A short text that is always there."""
    return Column(name, Text, nullable=False, default=default, server_default=default)


def may(name: str) -> Column[str]:
    """A short text that may be missing."""
    return Column(name, Text, nullable=True)


def prose(name: str) -> Column[str]:
    return Column(name, Prose, nullable=True)


def at(name: str, *, required: bool = False) -> Column[datetime]:
    return Column(name, Instant, nullable=not required)


def flag(name: str) -> Column[bool]:
    """Yes or no; no until said."""
    return Column(name, Boolean, nullable=False, default=False, server_default=text("false"))


def document(name: str) -> Column[object]:
    """Anything that JSON can write; NULL for None."""
    return Column(name, Document, nullable=True)
