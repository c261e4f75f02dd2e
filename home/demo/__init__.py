"""Home's demo content: the tree, the centres, ordinary pages, and the English translations of all apps' pages."""

from core.registry import DemoLoader, demo_loaders
from home.demo.english import load_english
from home.demo.tree import load_centres, load_pages, load_tree

demo_loaders.append(DemoLoader("tree", load_tree, 30, structure=True))
demo_loaders.append(DemoLoader("centres", load_centres, 35, structure=True))
demo_loaders.append(DemoLoader("pages", load_pages, 52))
# Not in the loaders' transaction: see load_demo.
demo_loaders.append(DemoLoader("english", load_english, 90, atomic=False))
