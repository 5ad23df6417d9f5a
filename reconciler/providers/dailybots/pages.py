"""How this vendor pages every list: a count, and a cursor that is an object's id."""

from ...schema import Pages

PAGES = Pages(items="data", size="limit", largest=100, after="starting_after", total=("total_count",))
