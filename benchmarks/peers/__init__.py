"""The search engines that `benchmarks.speed` compares, a module each; every module has a class ``System``."""
