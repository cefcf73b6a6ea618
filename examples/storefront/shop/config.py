"""Settings from a YAML file, with environment variables on top."""

import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

DEFAULT_FILE = Path(__file__).with_name("settings.yaml")


@dataclass(frozen=True)
class Settings:
    """All that differs between a developer's machine and production."""

    secret_key: str
    database_url: str
    media_folder: str
    payment_url: str
    shipping_url: str
    redis_url: str | None = None
    currency: str = "EUR"
    upload_limit: int = 8 * 1024 * 1024
    timeout: float = 5.0


def load_settings(path: str | Path | None = None) -> Settings:
    """Reads the file named by `path` or SHOP_SETTINGS; SHOP_<NAME> in the environment overrides a text value."""
    chosen = Path(path or os.environ.get("SHOP_SETTINGS") or DEFAULT_FILE)
    with chosen.open(encoding="utf-8") as stream:
        values: dict[str, Any] = yaml.load(stream, Loader=yaml.SafeLoader) or {}
    for field in fields(Settings):
        override = os.environ.get(f"SHOP_{field.name.upper()}")
        if override is not None:
            values[field.name] = yaml.safe_load(override)
    unknown = values.keys() - {field.name for field in fields(Settings)}
    if unknown:
        raise ValueError(f"{chosen}: unknown settings: {', '.join(sorted(unknown))}")
    return Settings(**values)
