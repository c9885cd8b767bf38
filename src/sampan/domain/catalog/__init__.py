"""Products before they are stored: what files, forms and programs hand over."""
