"""How fast the search is (`speed`) and how good (`judged`, the set of queries; `quality`, the engines that are asked)."""
