"""Pictures made of things and signs: mosaic, heart, books, rings, papers."""

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
    SEA,
    SKY,
    TEAL,
    WIDTH,
    Canvas,
)


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


def education(c: Canvas) -> None:
    """A shelf of books."""
    rng, s = c.rng, c.scheme
    colours = [SEA, AMBER, CLAY, BLUE, TEAL, CREAM, ROSE, DEEP, FOAM, SKY, PAPER]
    c.circle(rng.uniform(500, 1100), 480, 430, s.far, 0.6)
    c.circle(rng.uniform(500, 1100), 480, 300, s.light, 0.45)
    for base in (480.0, 910.0):
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
        c.ring(x, y, 260 + ring * 105, 3, s.mid if not c.dark else s.light, 0.35)
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
    c.star(x, y, r * 0.24, r * 0.1, rng.choice((5, 6, 8)), turn, s.near if not c.dark else SEA)


def documents(c: Canvas) -> None:
    """Sheets of paper with a seal: acts, procedures, reports."""
    rng, s = c.rng, c.scheme
    x = rng.uniform(650, 950)
    c.circle(x, 500, 470, s.far, 0.6)
    c.ring(x, 500, 540, 8, s.bright, 0.9)
    c.dots(rng.choice((60, 1230)), rng.choice((80, 700)), 8, 5, 44, 8, s.second, 0.7)
    for sheet in range(3):
        turn = (sheet - 1) * rng.uniform(0.13, 0.2)
        px, py = x + (sheet - 1) * 230, 520.0 + abs(sheet - 1) * 40
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
