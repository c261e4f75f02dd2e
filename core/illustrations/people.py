"""Pictures of people: round a table, on steps, in the crowd. Chance decides the arrangement, never the meaning."""

import math

from core.illustrations.canvas import (
    AMBER,
    BLUE,
    BLUSH,
    CLAY,
    CREAM,
    DEEP,
    FOAM,
    HEIGHT,
    HONEY,
    INK_ON_LIGHT,
    MINT,
    MIST,
    PAPER,
    ROSE,
    SAND,
    SEA,
    SKIN,
    SURFACE,
    TEAL,
    WIDTH,
    Canvas,
)

SECTORS = ((SEA, TEAL), (AMBER, HONEY), (CLAY, ROSE))


def _table(c: Canvas, x: float, y: float, r: float, seats: int, turn: float) -> None:
    """A round table seen from above, people of the three sectors round it."""
    rng = c.rng
    for seat in range(seats):
        angle = turn + seat / seats * math.tau
        sx, sy = x + (r + r * 0.36) * math.cos(angle), y + (r + r * 0.36) * math.sin(angle)
        body, _ = SECTORS[seat * 3 // seats]
        c.ellipse(sx + 8, sy + 12, r * 0.15, r * 0.27, angle, DEEP, 0.18)
        c.ellipse(sx, sy, r * 0.15, r * 0.27, angle, body)
        c.circle(sx - r * 0.03 * math.cos(angle), sy - r * 0.03 * math.sin(angle), r * 0.115, rng.choice(SKIN))
        hair = rng.choice((DEEP, "#5b3a29", "#8d8378", "#c79a5b"))
        c.circle(sx + r * 0.035 * math.cos(angle), sy + r * 0.035 * math.sin(angle), r * 0.105, hair)
    c.circle(x + 14, y + 22, r, DEEP, 0.2)
    c.circle(x, y, r, SURFACE if not c.dark else CREAM)
    c.ring(x, y, r, r * 0.045, HONEY)
    c.ring(x, y, r * 0.86, r * 0.012, HONEY, 0.8)
    for seat in range(seats):
        angle = turn + seat / seats * math.tau
        px, py = x + r * 0.62 * math.cos(angle), y + r * 0.62 * math.sin(angle)
        kind = rng.random()
        if kind < 0.62:
            tilt = angle + math.pi / 2 + rng.uniform(-0.3, 0.3)
            c.sheet(px + 4, py + 6, r * 0.26, r * 0.19, tilt, DEEP, 0.12)
            c.sheet(px, py, r * 0.26, r * 0.19, tilt, rng.choice((MINT, MIST, BLUSH, SAND)))
        else:
            c.circle(px, py, r * 0.075, rng.choice((CLAY, TEAL, BLUE)))
            c.circle(px, py, r * 0.052, "#5b3a29")
    c.circle(x, y, r * 0.2, MINT)
    for leaf in range(7):
        angle = leaf / 7 * math.tau + turn
        c.ellipse(x + r * 0.1 * math.cos(angle), y + r * 0.1 * math.sin(angle), r * 0.11, r * 0.045, angle, TEAL)
    c.circle(x, y, r * 0.045, AMBER)


def meetings(c: Canvas) -> None:
    """People round a round table: the portal's own sign."""
    rng, s = c.rng, c.scheme
    x, y = rng.uniform(560, 1040), rng.uniform(455, 545)
    r = rng.uniform(225, 262)
    for ring in range(9, 0, -1):
        c.circle(x, y, r + 60 + ring * 95, s.far if ring % 2 else s.light, 0.16)
    c.dots(rng.choice((60, 1220)), rng.choice((60, 720)), 9, 6, 42, 6, s.bright, 0.55)
    if rng.random() < 0.6:
        side = -1 if x > WIDTH / 2 else 1
        _table(c, x + side * rng.uniform(740, 800), y + rng.choice((-330, 330)), r * 0.8, 7, rng.random() * 6)
    _table(c, x, y, r, rng.randint(6, 9), rng.random() * math.tau)


def training(c: Canvas) -> None:
    """Steps up, people on them."""
    rng, s = c.rng, c.scheme
    count = rng.randint(5, 7)
    up = rng.choice((1, -1))
    c.circle(WIDTH / 2 + up * 390, 330, rng.uniform(300, 360), s.bright, 0.9)
    c.ring(WIDTH / 2 + up * 390, 330, 420, 10, s.light, 0.7)
    c.dots(90 if up > 0 else 1130, 90, 9, 5, 46, 7, s.far, 0.8)
    width = WIDTH / count
    tones = (FOAM, TEAL, SEA, DEEP) if not c.dark else (FOAM, MINT, HONEY, AMBER)
    standing = set(rng.sample(range(count), 3)) | {count - 1}
    for step in range(count):
        place = step if up > 0 else count - 1 - step
        top = 890 - (step + 1) * (600 / count)
        left = place * width
        c.rectangle(left, top, width + 1, HEIGHT - top, tones[step * len(tones) // count])
        c.rectangle(left, top, width + 1, 16, s.light, alpha=0.55)
        if step == count - 1:
            pole = left + width * (0.82 if up > 0 else 0.18)
            c.line(((pole, top), (pole, top - 260)), 9, INK_ON_LIGHT)
            c.polygon(((pole, top - 262), (pole + up * -130, top - 218), (pole, top - 172)), CLAY)
        if step in standing:
            body = rng.choice((CLAY, BLUE, AMBER, s.second, DEEP))
            c.person(left + width / 2, top, rng.uniform(165, 205), body, rng.choice(SKIN))


def youth(c: Canvas) -> None:
    """Bursts, zigzags and big dots: noise with a plan."""
    rng, s = c.rng, c.scheme
    x = rng.uniform(480, 1120)
    c.circle(x, 520, 400, s.bright)
    c.circle(x + rng.choice((-1, 1)) * 420, rng.uniform(260, 700), 240, s.second, 0.88)
    c.circle(x + rng.uniform(-160, 160), 760, 260, s.mid, 0.82)
    for _ in range(3):
        zx, zy = rng.uniform(60, 1200), rng.uniform(120, 860)
        points = [(zx + step * 52, zy + (34 if step % 2 else -34)) for step in range(8)]
        c.line(points, 20, rng.choice((s.near, s.light, CLAY, BLUE)))
    for _ in range(5):
        c.star(
            rng.uniform(100, 1500), rng.uniform(90, 900), rng.uniform(60, 120), rng.uniform(25, 48), rng.choice((4, 5, 8)),
            rng.random() * 3, rng.choice((s.light, s.bright, FOAM, ROSE, s.near)),
        )  # fmt: skip
    c.dots(rng.uniform(60, 900), rng.choice((70, 740)), 8, 5, 44, 9, s.near if not c.dark else s.light, 0.8)
    for _ in range(4):
        c.ring(rng.uniform(120, 1480), rng.uniform(120, 880), rng.uniform(45, 100), 18, rng.choice((s.near, TEAL, BLUE, s.light)))
    count = rng.randint(4, 6)
    start = WIDTH / 2 - (count - 1) * 85 + rng.uniform(-160, 160)
    for place in range(count):
        body = (CLAY, TEAL, BLUE, AMBER, DEEP, ROSE)[(place + rng.randrange(2)) % 6]
        c.person(start + place * 170, 1010, rng.uniform(300, 390), body, rng.choice(SKIN))


def seniors(c: Canvas) -> None:
    """Two people on a bench under a great tree."""
    rng, s = c.rng, c.scheme
    c.sun(rng.uniform(180, 480), rng.uniform(240, 420), rng.uniform(100, 140), s.bright)
    c.wave(650, 50, 1300, rng.random() * 6, s.far, steep=0.3)
    c.wave(735, 40, 1000, rng.random() * 6, s.mid, 0.8)
    x = rng.uniform(900, 1150)
    c.polygon(((x - 46, 850), (x + 54, 850), (x + 26, 430), (x - 22, 430)), INK_ON_LIGHT)
    c.line(((x, 560), (x - 150, 430)), 24, INK_ON_LIGHT)
    c.line(((x, 520), (x + 140, 400)), 20, INK_ON_LIGHT)
    crowns = rng.choice(((SEA, TEAL, FOAM), (CLAY, ROSE, AMBER), (TEAL, "#3f8f6f", MINT), (AMBER, HONEY, CLAY)))
    for leaf in range(34):
        angle, far = rng.random() * math.tau, rng.random() ** 0.6
        c.circle(x + 330 * far * math.cos(angle), 330 + 210 * far * math.sin(angle), rng.uniform(60, 115), crowns[leaf % 3], 0.92)
    c.wave(838, 12, 1400, rng.random() * 6, s.near)
    bench = x - rng.uniform(420, 520)
    for place, body in enumerate(rng.sample((CLAY, BLUE, AMBER, TEAL), 2)):
        c.person(bench + 95 + place * 150, 838, 240, body, rng.choice(SKIN))
        c.circle(bench + 95 + place * 150, 838 - 240 * 0.9, 34, "#e9e6e0")
        c.circle(bench + 95 + place * 150, 838 - 240 * 0.8, 36, rng.choice(SKIN))
    for slat in range(2):
        c.rectangle(bench - 20, 752 + slat * 46, 390, 26, INK_ON_LIGHT, radius=8)
    for leg in (10, 320):
        c.rectangle(bench + leg, 800, 24, 110, INK_ON_LIGHT, radius=6)
    for _ in range(14):
        c.ellipse(rng.uniform(60, 1540), rng.uniform(860, 980), 20, 9, rng.random() * 3, rng.choice((*crowns, s.light)))


def volunteering(c: Canvas) -> None:
    """Raised hands of many colours, a heart among them."""
    rng, s = c.rng, c.scheme
    x = rng.uniform(620, 980)
    for ring in range(6, 0, -1):
        c.circle(x, 300, 90 + ring * 105, s.far if ring % 2 else s.light, 0.2)
    c.heart(x, 265, rng.uniform(230, 290), ROSE if c.dark else CLAY)
    count = rng.randint(6, 8)
    sleeves = [SEA, AMBER, BLUE, TEAL, ROSE, DEEP, FOAM, CLAY]
    rng.shuffle(sleeves)
    for hand in sorted(range(count), key=lambda hand: -abs(hand - count / 2)):
        base = (hand + 0.5) * WIDTH / count + rng.uniform(-25, 25)
        lean = (x - base) * 0.22
        near = 1 - min(1, abs(x - base) / 800)
        top = rng.uniform(560, 620) - near * -20 + rng.uniform(-50, 50)
        tip = base + lean
        skin = rng.choice(SKIN)
        angle = math.atan2(top - HEIGHT, lean)
        for finger in range(4):
            spread = angle + (finger - 1.5) * 0.24
            reach = 118 if finger in (1, 2) else 100
            c.line(((tip, top), (tip + reach * math.cos(spread), top + reach * math.sin(spread))), 30, skin)
        thumb = angle + (1.15 if hand % 2 else -1.15)
        c.line(((tip, top), (tip + 84 * math.cos(thumb), top + 84 * math.sin(thumb))), 30, skin)
        c.circle(tip, top, 56, skin)
        wrist = (tip - 120 * math.cos(angle), top - 120 * math.sin(angle))
        c.line(((tip, top), wrist), 66, skin)
        c.line((wrist, (base - lean * 0.3, HEIGHT + 60)), 118, sleeves[hand % len(sleeves)])
        cuff = (wrist[0] - 10 * math.cos(angle), wrist[1] - 10 * math.sin(angle))
        c.sheet(cuff[0], cuff[1], 30, 124, angle, PAPER)


def _bubble(c: Canvas, x: float, y: float, w: float, h: float, colour: str, tail: int) -> None:
    c.rectangle(x - w / 2 + 8, y - h / 2 + 14, w, h, DEEP, radius=h * 0.36, alpha=0.14)
    c.polygon(((x + tail * w * 0.12, y + h * 0.4), (x + tail * w * 0.36, y + h * 0.4), (x + tail * w * 0.4, y + h * 0.82)), colour)
    c.rectangle(x - w / 2, y - h / 2, w, h, colour, radius=h * 0.36)


def participation(c: Canvas) -> None:
    """Voices: speech bubbles with lines, ticks and questions of many people."""
    rng, s = c.rng, c.scheme
    c.circle(rng.uniform(300, 1300), rng.uniform(300, 700), 430, s.far, 0.55)
    c.dots(rng.choice((70, 1170)), rng.choice((70, 740)), 9, 5, 42, 7, s.bright, 0.7)
    colours = [s.bright, s.second, TEAL, s.light, BLUE, DEEP if not c.dark else FOAM]
    rng.shuffle(colours)
    slots = [(330.0, 250.0), (860.0, 200.0), (1330.0, 290.0), (250.0, 560.0), (760.0, 520.0), (1290.0, 620.0)]
    kinds = ["lines", "tick", "dots", "lines", "chart", "lines"]
    rng.shuffle(kinds)
    for place, (x, y) in enumerate(slots):
        colour = colours[place]
        mark = PAPER if colour in (TEAL, BLUE, DEEP, CLAY, SEA) else DEEP
        w, h = rng.uniform(350, 450), rng.uniform(200, 250)
        x, y = x + rng.uniform(-40, 40), y + rng.uniform(-25, 25)
        _bubble(c, x, y, w, h, colour, rng.choice((-1, 1)))
        if kinds[place] == "lines":
            for row in range(3):
                c.line(((x - w * 0.3, y - 48 + row * 48), (x + w * rng.uniform(0.05, 0.3), y - 48 + row * 48)), 17, mark)
        elif kinds[place] == "tick":
            c.line(((x - 62, y), (x - 16, y + 46), (x + 72, y - 52)), 28, mark)
        elif kinds[place] == "dots":
            for dot in (-1, 0, 1):
                c.circle(x + dot * 82, y, 26, mark)
        else:
            for bar in range(4):
                height = rng.uniform(40, 130)
                c.rectangle(x - 110 + bar * 60, y + 66 - height, 38, height, mark, radius=8)
    for place in range(7):
        px = 130 + place * 224 + rng.uniform(-40, 40)
        c.person(
            px, 1020, rng.uniform(190, 250), (SEA, CLAY, AMBER, BLUE, DEEP, ROSE, TEAL)[(place + rng.randrange(3)) % 7], rng.choice(SKIN)
        )
