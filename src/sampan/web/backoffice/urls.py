"""The addresses of the back office."""

from django.urls import URLPattern, URLResolver, include, path

from sampan.web.backoffice import (
    bulk,
    cells,
    find,
    importing,
    jobs_pages,
    markets_pages,
    product,
    products,
    setup,
    shop,
    sign_in,
    tokens,
)
from sampan.web.backoffice.settings_site import settings_urls

pages: list[URLPattern | URLResolver] = [
    path("", setup.home, name="home"),
    path("enter/<str:secret>", sign_in.enter, name="enter"),
    path("language", sign_in.set_language, name="language"),
    path("theme", sign_in.set_theme, name="theme"),
    path("find", find.find, name="find"),
    path("keys", find.keys, name="keys"),
    path("products/", products.products, name="products"),
    path("products/new", products.new_product, name="new_product"),
    path("products/export", products.export, name="export_grid"),
    path("products/columns", products.choose_columns, name="columns"),
    path("products/views", products.save_view, name="save_view"),
    path("products/views/<int:view_id>/forget", products.forget_view, name="forget_view"),
    path("products/bulk/", bulk.bulk, name="bulk"),
    path("products/bulk/apply", bulk.apply, name="bulk_apply"),
    path("products/<int:product_id>/", product.product, name="product"),
    path("products/<int:product_id>/row", cells.row, name="row"),
    path("products/<int:product_id>/rows", cells.variant_rows, name="variant_rows"),
    path("products/<int:product_id>/cell/<slug:name>", cells.product_cell, name="product_cell"),
    path("products/<int:product_id>/<slug:tab>/", product.product, name="product_tab"),
    path("variants/<int:variant_id>/cell/<slug:name>", cells.variant_cell, name="variant_cell"),
    path("import/", importing.import_file, name="import"),
    path("shop/tokens", tokens.tokens, name="tokens"),
    path("shop/tokens/<uuid:token_id>/revoke", tokens.revoke, name="revoke_token"),
    path("markets/", markets_pages.all_markets, name="markets"),
    path("markets/new", markets_pages.market, name="new_market"),
    path("markets/<slug:code>/", markets_pages.market, name="market"),
    path("price-lists/<slug:code>/derive", markets_pages.derivation, name="derivation"),
    path("price-lists/<slug:code>/derive/store", markets_pages.derive, name="derive"),
    path("jobs/", jobs_pages.all_jobs, name="jobs"),
    path("jobs/drawer", jobs_pages.drawer, name="jobs_drawer"),
    path("jobs/<uuid:job_id>/line", jobs_pages.job_line, name="job_line"),
    path("jobs/<uuid:job_id>/errors.csv", jobs_pages.errors, name="job_errors"),
    path("jobs/<uuid:job_id>/cancel", jobs_pages.cancel, name="cancel_job"),
    path("jobs/<uuid:job_id>/undo", jobs_pages.undo, name="undo_job"),
    path("shop/", shop.shop, name="shop"),
    path("shop/colors", shop.colors, name="colors"),
    path("shop/people", shop.everyone, name="people"),
    path("shop/demo", shop.remove_demo_data, name="remove_demo"),
    path("setup/", setup.setup, name="setup"),
    path("setup/<slug:step>/", setup.setup, name="setup_step"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/", settings_urls()),
    path("", include((pages, "office"))),
]
