"""The book: its pages, downloads and data, made from what the notebooks wrote."""
