def test_smoke(api, cast, event, guest, page, django_capture_on_commit_callbacks):
    r = page(guest).get()
    assert r.status_code == 200
    r = page(guest).answer("yes")
    assert r.status_code == 303, r.content
    r = page(guest).get()
    assert "svg" in r.content.decode()
    for x in ("qr.svg", "qr.png", "billet.pdf", "evenement.ics"):
        assert page(guest).get("/" + x).status_code == 200
    r = page(guest).answer("represented", deputy_name="Paul Petit")
    assert r.status_code == 303
    a = api(cast.editor)
    print(a.get("/events").json())
    print(a.get(f"/events/{event.pk}/guests").json())
    r = a.post(f"/events/{event.pk}/invitations", {})
    assert r.status_code == 202
    print(r.json())
    r = a.get(f"/events/{event.pk}/invitations/preview")
    assert r.status_code == 200
    r = a.post(
        "/events",
        {
            "title": "x",
            "place": "y",
            "starts_at": "2027-01-01T10:00:00+01:00",
            "ends_at": "2027-01-01T12:00:00+01:00",
            "cost": "12.50",
        },
    )
    assert r.status_code == 201, r.content
    print(r.json())
