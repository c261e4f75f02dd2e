"""Pictures of places: hills, town, track, fair and coast."""

import math

from core.illustrations.canvas import (
    AMBER,
    BLUE,
    BLUSH,
    CLAY,
    CREAM,
    DEEP,
    FOAM,
    HONEY,
    INK_ON_LIGHT,
    MINT,
    PAPER,
    ROSE,
    SAND,
    SEA,
    SKIN,
    SKY,
    SURFACE,
    TEAL,
    WIDTH,
    Canvas,
)


def environment(c: Canvas) -> None:
    """Hills, sea and a low sun."""
    rng, s = c.rng, c.scheme
    c.sun(rng.uniform(300, 1300), rng.uniform(210, 380), rng.uniform(95, 150), s.bright)
    for _ in range(rng.randint(2, 4)):
        bx, by, size = rng.uniform(150, 1450), rng.uniform(90, 260), rng.uniform(22, 40)
        colour = s.light if c.dark else s.near
        c.arc(bx - size, by, size, 200, 330, 7, colour)
        c.arc(bx + size * 0.85, by, size, 210, 340, 7, colour)
    c.wave(520, 90, rng.uniform(900, 1400), rng.random() * 6, s.far, steep=0.35)
    c.wave(600, 75, rng.uniform(700, 1100), rng.random() * 6, s.mid, 0.85, steep=0.3)
    kind = rng.choice(("trees", "turbines", "boat", "boat", "trees"))
    if kind == "trees":
        ground = c.wave(690, 45, 1500, rng.random() * 6, TEAL)
        for x in sorted(rng.sample(range(60, 1560, 75), 9)):
            gx, gy = ground[round((x + 20) / (WIDTH + 40) * (len(ground) - 1))]
            c.tree(gx, gy + 8, rng.uniform(38, 78), rng.choice((DEEP, SEA, s.second, "#3f8f6f", s.bright)), "#3a2d22")
    elif kind == "turbines":
        for x in rng.sample((260, 560, 900, 1180, 1400), 3):
            base, height, turn = 700, rng.uniform(260, 380), rng.random() * 2
            c.polygon(((x - 9, base), (x + 9, base), (x + 4, base - height), (x - 4, base - height)), PAPER)
            for blade in range(3):
                angle = turn + blade * math.tau / 3
                c.ellipse(x + 62 * math.cos(angle), base - height + 62 * math.sin(angle), 66, 10, angle, PAPER)
            c.circle(x, base - height, 13, s.second)
    c.wave(735, 26, rng.uniform(420, 560), rng.random() * 6, s.near)
    if kind == "boat":
        left, y, size = rng.uniform(350, 1250), 748, rng.uniform(0.9, 1.3)
        c.polygon(
            ((left - 90 * size, y), (left + 100 * size, y), (left + 62 * size, y + 46 * size), (left - 58 * size, y + 46 * size)),
            s.second,
        )
        c.polygon(((left, y - 12), (left, y - 215 * size), (left + 92 * size, y - 12)), PAPER)
        c.polygon(((left - 10, y - 12), (left - 10, y - 165 * size), (left - 72 * size, y - 12)), s.bright)
    for row in range(3):
        phase, length = rng.random() * 6, rng.uniform(330, 470)
        line = c.wave(805 + row * 72, 20, length, phase, (SEA, TEAL, FOAM)[row], 0.75)
        c.line(line, 6, s.light, 0.7)


def _house(c: Canvas, x: float, base: float, width: float, height: float, wall: str, roof: str) -> None:
    rng = c.rng
    top = base - height
    kind = rng.choice(("gable", "gable", "side", "stepped"))
    if kind == "side":
        c.polygon(
            ((x - 14, top), (x + width + 14, top), (x + width * 0.86, top - width * 0.4), (x + width * 0.14, top - width * 0.4)),
            roof,
        )
    elif kind == "gable":
        c.polygon(((x - 16, top), (x + width + 16, top), (x + width / 2, top - width * 0.62)), roof)
    else:
        for level in range(4):
            inset = level * width / 9
            c.rectangle(x + inset, top - (level + 1) * width * 0.14, width - 2 * inset, width * 0.15, wall)
        c.circle(x + width / 2, top - width * 0.2, width * 0.08, roof)
    c.rectangle(x, top, width, height, wall)
    c.rectangle(x + width * 0.72, top, width * 0.28, height, DEEP, alpha=0.1)
    columns = max(2, round(width / 75))
    rows = max(1, round((height - 70) / 85))
    for row in range(rows):
        for column in range(columns):
            wx = x + width * (column + 0.5) / columns - 15
            lit = AMBER if rng.random() < 0.35 else PAPER
            c.rectangle(wx, top + 28 + row * 82, 30, 42, lit, radius=rng.choice((4, 4, 14)))
    c.rectangle(x + width / 2 - 20, base - 62, 40, 64, DEEP, radius=6)


def communes(c: Canvas) -> None:
    """A small town: gables, a tower, trees."""
    rng, s = c.rng, c.scheme
    c.sun(rng.uniform(250, 1350), rng.uniform(180, 280), rng.uniform(85, 130), s.bright)
    c.wave(610, 60, 1300, rng.random() * 6, s.far, steep=0.3)
    walls = (CREAM, ROSE, HONEY, MINT, SKY, SURFACE, BLUSH, FOAM)
    roofs = (CLAY, SEA, DEEP, BLUE, "#8f3a1d")
    tower = rng.uniform(300, 1200)
    c.rectangle(tower, 330, 120, 450, rng.choice((BLUSH, SAND, ROSE)))
    c.polygon(((tower - 16, 332), (tower + 136, 332), (tower + 60, 130)), rng.choice(roofs))
    c.circle(tower + 60, 420, 34, PAPER)
    c.line(((tower + 60, 420), (tower + 60, 400)), 6, DEEP)
    c.line(((tower + 60, 420), (tower + 74, 428)), 6, DEEP)
    x = -70.0
    while x < WIDTH:
        width = rng.uniform(130, 215)
        _house(c, x, 790, width, rng.uniform(170, 310), rng.choice(walls), rng.choice(roofs))
        x += width + rng.choice((6, 6, 60))
    c.wave(800, 14, 900, rng.random() * 6, s.near)
    for x in rng.sample(range(60, 1560, 95), 6):
        c.tree(x, 850, rng.uniform(34, 60), rng.choice((TEAL, SEA, "#3f8f6f", s.bright)), INK_ON_LIGHT)
    path = c.wave(900, 18, 1100, rng.random() * 6, TEAL)
    c.line([(x, y + 40) for x, y in path], 8, s.light, 0.5)


def sport(c: Canvas) -> None:
    """Running lanes in a wide bend, and a ball."""
    rng, s = c.rng, c.scheme
    side = rng.choice((0, 1))
    x, y = (-120, 1180) if side == 0 else (WIDTH + 120, 1180)
    c.sun(WIDTH - 260 if side == 0 else 260, 230, rng.uniform(90, 130), s.bright)
    c.wave(520, 40, 1200, rng.random() * 6, s.far, steep=0.4)
    for tree in rng.sample(range(80, 1560, 110), 6):
        c.tree(tree, 560, rng.uniform(30, 58), rng.choice((TEAL, SEA, s.second)), INK_ON_LIGHT)
    c.wave(565, 10, 1600, 0, "#3f8f6f")
    lanes = rng.randint(6, 8)
    outer = 1500
    step = 115
    tones = rng.choice(((CLAY, "#b5481f"), (SEA, TEAL), (BLUE, "#2a61ab")))
    c.circle(x, y, outer + 40, PAPER, 0.85)
    for lane in range(lanes):
        r = outer - lane * step
        c.circle(x, y, r, tones[lane % 2])
        c.ring(x, y, r, 7, PAPER)
    c.circle(x, y, outer - lanes * step, "#3f8f6f")
    c.circle(x, y, outer - lanes * step - 60, "#4a9f7d")
    places = rng.sample((300, 450, 600, 780), rng.randint(3, 4))
    for runner, place in enumerate(places):
        middle = outer - (runner + 1.5) * step
        py = place + rng.uniform(-40, 40)
        px = x + math.sqrt(max(0.0, middle**2 - (y - py) ** 2)) * (1 if side == 0 else -1)
        c.ellipse(px + 8, py + 14, 70, 24, 0, DEEP, 0.25)
        c.person(px, py, rng.uniform(200, 235), rng.choice((AMBER, PAPER, DEEP, s.bright, FOAM)), rng.choice(SKIN))


def fair(c: Canvas) -> None:
    """Market stalls under bunting."""
    rng, s = c.rng, c.scheme
    c.sun(rng.uniform(300, 1300), 240, rng.uniform(90, 130), s.bright)
    c.wave(560, 50, 1200, rng.random() * 6, s.far, steep=0.3)
    for line in range(2):
        top = 70.0 + line * 90
        points = [(x, top + 70 * math.sin((x + line * 300) / WIDTH * math.pi)) for x in range(-20, WIDTH + 80, 40)]
        c.line(points, 5, s.near if not c.dark else s.light)
        for place, (x, y) in enumerate(points[::2]):
            c.polygon(((x - 24, y), (x + 24, y), (x, y + 56)), (AMBER, CLAY, TEAL, BLUE, PAPER)[(place + line) % 5])
    c.wave(770, 8, 1600, 0, s.near)
    count = rng.randint(3, 4)
    width = WIDTH / count
    tones = [CLAY, TEAL, BLUE, AMBER]
    rng.shuffle(tones)
    for stall in range(count):
        left, w = stall * width + width * 0.1, width * 0.8
        top = rng.uniform(400, 450)
        c.person(left + w * 0.36, 720, 230, rng.choice((SEA, ROSE, DEEP, BLUE)), rng.choice(SKIN))
        c.person(left + w * 0.68, 720, 215, rng.choice((AMBER, FOAM, CLAY, DEEP)), rng.choice(SKIN))
        for post in (left + 8, left + w - 22):
            c.rectangle(post, top, 14, 420, INK_ON_LIGHT)
        stripes = 6
        for stripe in range(stripes):
            colour = tones[stall] if stripe % 2 == 0 else PAPER
            sx = left - 14 + stripe * (w + 28) / stripes
            c.rectangle(sx, top - 50, (w + 28) / stripes + 1, 100, colour)
            c.sector(sx + (w + 28) / stripes / 2, top + 50, (w + 28) / stripes / 2, 0, 180, colour)
        c.rectangle(left, 700, w, 150, CREAM, radius=8)
        c.rectangle(left, 700, w, 26, HONEY, radius=8)
        for fruit in range(6):
            c.circle(left + 40 + fruit * (w - 80) / 5, 690 - rng.uniform(0, 14), 26, rng.choice((CLAY, AMBER, TEAL, ROSE)))
    for place in range(4):
        c.person(rng.uniform(60, 1540), 1040, rng.uniform(200, 250), (DEEP, CLAY, BLUE, TEAL)[place], rng.choice(SKIN))


def coast(c: Canvas) -> None:
    """A lighthouse over the sea."""
    rng, s = c.rng, c.scheme
    x = rng.uniform(350, 1250)
    left = x > WIDTH / 2
    c.circle(x, 280, 250, s.bright, 0.25)
    reach = -1 if left else 1
    c.polygon(((x, 262), (x + reach * 1700, 60), (x + reach * 1700, 430)), HONEY, 0.55)
    c.polygon(((x, 270), (x - reach * 900, 120), (x - reach * 900, 360)), HONEY, 0.3)
    for _ in range(16):
        c.circle(rng.uniform(0, WIDTH), rng.uniform(20, 380), rng.uniform(3, 7), s.light, 0.9)
    c.wave(700, 30, 900, rng.random() * 6, s.far)
    c.ellipse(x, 860, 430, 150, 0, s.near)
    c.polygon(((x - 78, 760), (x + 78, 760), (x + 50, 340), (x - 50, 340)), PAPER)
    for band in range(3):
        top = 400 + band * 130
        half = 50 + (top - 340) / 420 * 28
        c.polygon(((x - half, top), (x + half, top), (x + half + 4, top + 62), (x - half - 4, top + 62)), CLAY)
    c.rectangle(x - 72, 322, 144, 22, DEEP, radius=8)
    c.rectangle(x - 44, 232, 88, 92, AMBER)
    c.rectangle(x - 44, 232, 18, 92, DEEP)
    c.rectangle(x + 26, 232, 18, 92, DEEP)
    c.sector(x, 234, 58, 180, 360, CLAY)
    for row, colour in enumerate((s.mid, TEAL, SEA, DEEP)):
        line = c.wave(800 + row * 55, 24, rng.uniform(300, 480), rng.random() * 6, colour, 0.9)
        c.line(line, 6, PAPER, 0.65)
