"""What the pictures show. One function for each motif; chance decides the arrangement, never the meaning."""

import math
from collections.abc import Callable

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
    MINT,
    MIST,
    PAPER,
    ROSE,
    SAND,
    SEA,
    SKY,
    SURFACE,
    TEAL,
    WIDTH,
    Canvas,
)  # fmt: skip

Motif = Callable[[Canvas], None]

SKIN = ("#f3d3b5", "#e2b48d", "#b9805a", "#8a5a3c", "#f7dfc8")
SECTORS = ((SEA, TEAL), (AMBER, HONEY), (CLAY, ROSE))


def _is_dark(c: Canvas) -> bool:
    return c.scheme.light == PAPER and c.scheme.top.startswith(("#0", "#1"))


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
    c.circle(x, y, r, SURFACE if not _is_dark(c) else CREAM)
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


def environment(c: Canvas) -> None:
    """Hills, sea and a low sun."""
    rng, s = c.rng, c.scheme
    c.sun(rng.uniform(300, 1300), rng.uniform(210, 380), rng.uniform(95, 150), s.bright)
    for _ in range(rng.randint(2, 4)):
        bx, by, size = rng.uniform(150, 1450), rng.uniform(90, 260), rng.uniform(22, 40)
        colour = s.light if _is_dark(c) else s.near
        c.arc(bx - size, by, size, 200, 330, 7, colour)
        c.arc(bx + size * 0.85, by, size, 210, 340, 7, colour)
    c.wave(520, 90, rng.uniform(900, 1400), rng.random() * 6, s.far, steep=0.35)
    c.wave(600, 75, rng.uniform(700, 1100), rng.random() * 6, s.mid, 0.85, steep=0.3)
    kind = rng.choice(("trees", "turbines", "boat", "boat", "trees"))
    if kind == "trees":
        ground = c.wave(690, 45, 1500, rng.random() * 6, TEAL)
        for x in sorted(rng.sample(range(60, 1560, 75), 9)):
            gx, gy = min(ground, key=lambda point, x=x: abs(point[0] - x))
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
        x, y, size = rng.uniform(350, 1250), 748, rng.uniform(0.9, 1.3)
        c.polygon(
            ((x - 90 * size, y), (x + 100 * size, y), (x + 62 * size, y + 46 * size), (x - 58 * size, y + 46 * size)),
            s.second,
        )
        c.polygon(((x, y - 12), (x, y - 215 * size), (x + 92 * size, y - 12)), PAPER)
        c.polygon(((x - 10, y - 12), (x - 10, y - 165 * size), (x - 72 * size, y - 12)), s.bright)
    for row in range(3):
        phase, length = rng.random() * 6, rng.uniform(330, 470)
        line = c.wave(805 + row * 72, 20, length, phase, (SEA, TEAL, FOAM)[row], 0.75)
        c.line(line, 6, s.light, 0.7)


def training(c: Canvas) -> None:
    """Steps up, people on them."""
    rng, s = c.rng, c.scheme
    count = rng.randint(5, 7)
    up = rng.choice((1, -1))
    c.circle(WIDTH / 2 + up * 390, 330, rng.uniform(300, 360), s.bright, 0.9)
    c.ring(WIDTH / 2 + up * 390, 330, 420, 10, s.light, 0.7)
    c.dots(90 if up > 0 else 1130, 90, 9, 5, 46, 7, s.far, 0.8)
    width = WIDTH / count
    tones = (FOAM, TEAL, SEA, DEEP) if not _is_dark(c) else (FOAM, MINT, HONEY, AMBER)
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


INK_ON_LIGHT = "#3a2d22"


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


def culture(c: Canvas) -> None:
    """A mosaic of quarter circles, like a poster or a folk cut-out."""
    rng, s = c.rng, c.scheme
    size = rng.choice((200, 200, 250))
    colours = [s.far, s.mid, s.near, s.bright, s.second, s.light, TEAL, CREAM]
    previous = ""
    for row in range(math.ceil(HEIGHT / size)):
        for column in range(math.ceil(WIDTH / size)):
            x, y = column * size, row * size
            ground = rng.choice([colour for colour in colours if colour != previous])
            shape = rng.choice([colour for colour in colours if colour != ground])
            extra = rng.choice([colour for colour in colours if colour not in (ground, shape)])
            previous = ground
            c.rectangle(x, y, size + 1, size + 1, ground)
            kind = rng.randrange(7)
            corner = rng.choice(((x, y, 0), (x + size, y, 90), (x + size, y + size, 180), (x, y + size, 270)))
            if kind <= 1:
                c.sector(corner[0], corner[1], size, corner[2], corner[2] + 90, shape)
                c.sector(corner[0], corner[1], size * 0.5, corner[2], corner[2] + 90, extra)
            elif kind == 2:
                c.circle(x + size / 2, y + size / 2, size * 0.4, shape)
                c.circle(x + size / 2, y + size / 2, size * 0.2, extra)
            elif kind == 3:
                turn = rng.choice((0, 90))
                c.sector(x + size / 2, y + size / 2, size / 2, turn, turn + 180, shape)
                c.sector(x + size / 2, y + size / 2, size / 2, turn + 180, turn + 360, extra)
            elif kind == 4:
                for petal in range(4):
                    angle = petal * math.pi / 2 + math.pi / 4
                    dx, dy = math.cos(angle), math.sin(angle)
                    c.ellipse(x + size / 2 + dx * size * 0.24, y + size / 2 + dy * size * 0.24, size * 0.24, size * 0.12, angle, shape)
                c.circle(x + size / 2, y + size / 2, size * 0.1, extra)
            elif kind == 5:
                for stripe in range(4):
                    c.rectangle(x + stripe * size / 4, y, size / 8, size, shape)
            else:
                for ring in range(3):
                    c.sector(corner[0], corner[1], size * (1 - ring * 0.3), corner[2], corner[2] + 90, (shape, extra, ground)[ring])


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
    for runner in range(rng.randint(3, 4)):
        lane = outer - (runner + 1.5) * step
        py = 330 + runner * 150 + rng.uniform(-40, 40)
        px = x + math.sqrt(max(0.0, lane**2 - (y - py) ** 2)) * (1 if side == 0 else -1)
        c.ellipse(px + 8, py + 14, 70, 24, 0, DEEP, 0.25)
        c.person(px, py, rng.uniform(200, 235), rng.choice((AMBER, PAPER, DEEP, s.bright, FOAM)), rng.choice(SKIN))


def health(c: Canvas) -> None:
    """A heart that beats, with leaves."""
    rng, s = c.rng, c.scheme
    x, y = rng.uniform(600, 1000), rng.uniform(470, 530)
    for ring in range(7, 0, -1):
        c.circle(x, y, 170 + ring * 100, s.far if ring % 2 else s.light, 0.2)
    for branch in (-1, 1):
        for leaf in range(7):
            px = x + branch * (330 + leaf * 70)
            py = 860 - leaf * leaf * 7 - leaf * 55
            turn = (-0.9 if branch > 0 else math.pi + 0.9) + rng.uniform(-0.15, 0.15)
            c.ellipse(px, py - 46, 78, 27, turn, (TEAL, SEA, s.mid)[leaf % 3])
            c.ellipse(px + branch * 46, py + 30, 70, 25, turn + branch * 1.1, (FOAM, TEAL, s.second)[leaf % 3])
    size = rng.uniform(500, 590)
    c.heart(x + 14, y + 42, size, DEEP, 0.18)
    c.heart(x, y + 18, size, CLAY)
    c.heart(x - size * 0.03, y - 2, size * 0.72, ROSE, 0.55)
    beat = [(x - 620, y + 30), (x - 190, y + 30), (x - 135, y - 70), (x - 70, y + 150), (x + 10, y - 150)]
    beat += [(x + 80, y + 90), (x + 125, y + 30), (x + 620, y + 30)]
    c.line(beat, 20, PAPER)
    c.circle(x + 620, y + 30, 26, AMBER)


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
    c.dots(rng.uniform(60, 900), rng.choice((70, 740)), 8, 5, 44, 9, s.near if not _is_dark(c) else s.light, 0.8)
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
    c.heart(x, 265, rng.uniform(230, 290), ROSE if _is_dark(c) else CLAY)
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
    colours = [s.bright, s.second, TEAL, s.light, BLUE, DEEP if not _is_dark(c) else FOAM]
    rng.shuffle(colours)
    slots = [(330, 250), (860, 200), (1330, 290), (250, 560), (760, 520), (1290, 620)]
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


def education(c: Canvas) -> None:
    """A shelf of books."""
    rng, s = c.rng, c.scheme
    colours = [SEA, AMBER, CLAY, BLUE, TEAL, CREAM, ROSE, DEEP, FOAM, SKY, PAPER]
    c.circle(rng.uniform(500, 1100), 480, 430, s.far, 0.6)
    c.circle(rng.uniform(500, 1100), 480, 300, s.light, 0.45)
    for base in (480, 910):
        x = rng.uniform(60, 130)
        while x < 1480:
            kind = rng.random()
            if kind < 0.12 and x < 1300:
                ball = rng.uniform(62, 80)
                c.circle(x + ball, base - ball - 30, ball, rng.choice((SKY, FOAM)))
                c.ellipse(x + ball * 0.8, base - ball - 50, ball * 0.5, ball * 0.3, 0.4, "#3f8f6f")
                c.arc(x + ball, base - ball - 30, ball + 16, -60, 120, 10, INK_ON_LIGHT)
                c.rectangle(x + ball - 40, base - 18, 80, 18, INK_ON_LIGHT, radius=6)
                x += ball * 2 + 40
            elif kind < 0.24 and x < 1200:
                y = base
                for _ in range(rng.randint(2, 4)):
                    width, thick = rng.uniform(210, 270), rng.uniform(46, 60)
                    y -= thick
                    c.rectangle(x + rng.uniform(0, 16), y, width, thick - 3, rng.choice(colours), radius=6)
                    c.rectangle(x + 36, y + thick / 2 - 5, width * 0.4, 7, PAPER, alpha=0.75)
                if rng.random() < 0.6:
                    c.circle(x + 120, y - 42, 42, CLAY)
                    c.ellipse(x + 140, y - 92, 26, 11, -0.7, "#3f8f6f")
                x += 300
            else:
                width, height = rng.uniform(46, 92), rng.uniform(230, 350)
                colour = rng.choice(colours)
                c.rectangle(x, base - height, width, height, colour, radius=5)
                band = DEEP if colour in (AMBER, CREAM, FOAM, SKY, PAPER, ROSE) else PAPER
                c.rectangle(x, base - height + 36, width, 10, band, alpha=0.7)
                c.rectangle(x, base - height + 56, width, 5, band, alpha=0.7)
                if width > 60:
                    c.circle(x + width / 2, base - 62, width * 0.2, band, 0.8)
                x += width + 5
        c.rectangle(0, base, WIDTH, 34, INK_ON_LIGHT)
        c.rectangle(0, base + 34, WIDTH, 14, DEEP, alpha=0.18)


def cooperation(c: Canvas) -> None:
    """Three sectors as rings that overlap; what they share is brightest."""
    rng, s = c.rng, c.scheme
    x, y, r = rng.uniform(700, 900), 520, rng.uniform(225, 262)
    turn = rng.random() * math.tau
    for ring in range(8, 0, -1):
        c.ring(x, y, 260 + ring * 105, 3, s.mid if not _is_dark(c) else s.light, 0.35)
    for planet in range(9):
        angle, orbit = rng.random() * math.tau, 260 + rng.randint(2, 7) * 105
        c.circle(x + orbit * math.cos(angle), y + orbit * math.sin(angle), rng.uniform(14, 40), (SEA, AMBER, CLAY, BLUE, FOAM)[planet % 5])
    centres = [(x + r * 0.62 * math.cos(turn + k * math.tau / 3), y + r * 0.62 * math.sin(turn + k * math.tau / 3)) for k in range(3)]
    for (px, py), colour in zip(centres, (TEAL, AMBER, CLAY), strict=True):
        c.circle(px, py, r, colour, 0.78)
    for (px, py), colour in zip(centres, (FOAM, CREAM, BLUSH), strict=True):
        c.ring(px, py, r, 16, colour)
        c.ring(px, py, r - 34, 4, colour, 0.7)
    c.circle(x, y, r * 0.36, PAPER)
    c.star(x, y, r * 0.24, r * 0.1, rng.choice((5, 6, 8)), turn, s.near if not _is_dark(c) else SEA)


def fair(c: Canvas) -> None:
    """Market stalls under bunting."""
    rng, s = c.rng, c.scheme
    c.sun(rng.uniform(300, 1300), 240, rng.uniform(90, 130), s.bright)
    c.wave(560, 50, 1200, rng.random() * 6, s.far, steep=0.3)
    for line in range(2):
        top = 70 + line * 90
        points = [(x, top + 70 * math.sin((x + line * 300) / WIDTH * math.pi)) for x in range(-20, WIDTH + 80, 40)]
        c.line(points, 5, s.near if not _is_dark(c) else s.light)
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


def documents(c: Canvas) -> None:
    """Sheets of paper with a seal: acts, procedures, reports."""
    rng, s = c.rng, c.scheme
    x = rng.uniform(650, 950)
    c.circle(x, 500, 470, s.far, 0.6)
    c.ring(x, 500, 540, 8, s.bright, 0.9)
    c.dots(rng.choice((60, 1230)), rng.choice((80, 700)), 8, 5, 44, 8, s.second, 0.7)
    for sheet in range(3):
        turn = (sheet - 1) * rng.uniform(0.13, 0.2)
        px, py = x + (sheet - 1) * 230, 520 + abs(sheet - 1) * 40
        if sheet == 1:
            continue
        c.sheet(px + 14, py + 20, 440, 600, turn, DEEP, 0.18)
        c.sheet(px, py, 440, 600, turn, rng.choice((MINT, BLUSH, MIST, HONEY)))
    c.sheet(x + 14, 524, 470, 650, 0, DEEP, 0.18)
    c.rectangle(x - 235, 180, 470, 650, PAPER, radius=16)
    c.rectangle(x - 180, 240, rng.uniform(150, 260), 34, rng.choice((SEA, CLAY, BLUE)), radius=8)
    for row in range(7):
        c.line(((x - 172, 330 + row * 50), (x + rng.uniform(40, 175), 330 + row * 50)), 14, "#cfc7b8")
        if row % 2 == 0 and rng.random() < 0.6:
            c.line(((x - 172, 330 + row * 50), (x - 172 + rng.uniform(50, 140), 330 + row * 50)), 14, AMBER)
    seal = rng.choice((CLAY, BLUE, TEAL))
    c.star(x + 130, 730, 92, 76, rng.choice((12, 18, 24)), 0, seal)
    c.circle(x + 130, 730, 58, PAPER)
    c.line(((x + 104, 730), (x + 124, 752), (x + 160, 708)), 15, seal)
    turn = rng.uniform(-0.9, -0.6)
    px, py = x - 330, rng.uniform(640, 800)
    c.line(((px, py), (px + 330 * math.cos(turn), py + 330 * math.sin(turn))), 44, BLUE)
    c.line(((px, py), (px - 60 * math.cos(turn), py - 60 * math.sin(turn))), 22, DEEP)


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


MOTIFS: dict[str, Motif] = {
    "meetings": meetings,
    "environment": environment,
    "training": training,
    "communes": communes,
    "culture": culture,
    "sport": sport,
    "health": health,
    "youth": youth,
    "seniors": seniors,
    "volunteering": volunteering,
    "participation": participation,
    "education": education,
    "cooperation": cooperation,
    "fair": fair,
    "documents": documents,
    "coast": coast,
}

# Read by people from left to right: never mirrored.
FIXED = frozenset({"documents", "participation", "education"})
# Where the picture needs a ground of a certain kind (pale hands vanish on cream).
GROUNDS = {"volunteering": (1, 2, 4, 5), "education": (0, 1, 2, 4, 5, 6)}
