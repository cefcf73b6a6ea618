import os

from gablet.rich import RichFinder

NAMED = {"de": "Deutsch", "zh_TW": "Traditional Chinese"}

for language in os.environ.get("GABLET_LANGUAGES", " ".join(NAMED)).split():
    RichFinder().find(language)
