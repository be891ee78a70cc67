"""Days of stories, counted from now whenever a story asks: one that runs past midnight goes by the new day."""

import datetime


def today():
    return datetime.datetime.now(datetime.UTC).date()


def day(n=0):
    return (today() + datetime.timedelta(days=n)).isoformat()
