"""The addresses of the owner's screens for selling."""

from django.urls import URLPattern, URLResolver, path

from sampan.web.backoffice import delivery, order, orders, promotions, stock, today

selling_pages: list[URLPattern | URLResolver] = [
    path("today/", today.today, name="today"),
    path("today/sleep", today.sleep, name="today_sleep"),
    path("orders/", orders.orders, name="orders"),
    path("stock/", stock.stock, name="stock"),
    path("stock/count", stock.count, name="stock_count"),
    path("stock/movements", stock.movements, name="stock_movements"),
    path("stock/warehouses", stock.warehouses, name="warehouses"),
    path("orders/export", orders.export, name="export_orders"),
    path("orders/columns", orders.choose_columns, name="order_columns"),
    path("orders/move", orders.move_many, name="move_orders"),
    path("orders/views", orders.save_view, name="save_order_view"),
    path("orders/views/<int:view_id>/forget", orders.forget_view, name="forget_order_view"),
    path("orders/<int:number>/", order.order, name="order"),
    path("orders/<int:number>/do", order.act, name="order_act"),
    path("orders/<int:number>/lines", order.change_lines, name="order_lines"),
    path("orders/<int:number>/address", order.change_address, name="order_address"),
    path("promotions/", promotions.promotions, name="promotions"),
    path("promotions/new", promotions.promotion, name="new_promotion"),
    path("promotions/<int:promotion_id>/", promotions.promotion, name="promotion"),
    path("delivery/", delivery.delivery, name="delivery"),
    path("delivery/new", delivery.service, name="new_service"),
    path("delivery/<slug:code>/", delivery.service, name="service"),
]
