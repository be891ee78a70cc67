"""The door's addresses. The language is their first part; nothing that was typed ever stands in one."""

from django.urls import path, re_path

from waystation.door import exchange, filepages, letters, reach, views

L = r"^(?P<code>en|ru|fr|de|lt|ar|fa|ce)/"
urlpatterns = [
    path("", views.cover, name="front"),
    re_path(L + "$", views.cover, name="cover"),
    re_path(L + "about$", views.about, name="about"),
    re_path(L + "write$", reach.write, name="write"),
    re_path(L + "write/save$", reach.save, name="save"),
    re_path(L + "write/saved$", reach.saved, name="saved"),
    re_path(L + "write/send$", reach.send, name="send"),
    re_path(L + "letters$", letters.mailbox, name="letters"),
    re_path(L + "letters/write$", letters.further, name="further"),
    re_path(L + "letters/chunks$", filepages.chunks, name="chunks"),
    re_path(L + "letters/arrived$", filepages.arrived, name="arrived"),
    re_path(L + "letters/file$", filepages.fetch, name="fetch"),
    re_path(L + "letters/forget$", letters.forget, name="forget"),
    path("exchange", exchange.exchange, name="exchange"),
    path("words/<slug:code>.txt", views.words, name="words"),
]

handler400 = "waystation.door.views.bad_request"
handler404 = "waystation.door.views.not_found"
handler500 = "waystation.door.views.server_error"
