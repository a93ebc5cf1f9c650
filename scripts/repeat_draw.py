#!/usr/bin/env python3
"""Repeat a reward draw from its list. Usage: python3 repeat_draw.py list.json

Anybody can do this, on any machine, without a network: it needs Python 3 and nothing else.
1. The numbers of the cards, sorted, one a line, give a SHA-256: the hash that was shown before the draw.
2. The seed is that hash and the three numbers of the witnesses, joined by "|".
3. SHA-256("<seed>|0"), SHA-256("<seed>|1") ... give numbers (the first 8 bytes of each, as one integer).
4. The sorted list is shuffled from its end: the card at place n changes places with card (number mod n); numbers from
   the end of the range that would favour some cards are skipped.
5. The first cards of the shuffled list win the prizes in their order.
"""

import hashlib
import json
import sys


def main(path):
    with open(path, encoding="utf-8") as file:
        told = json.load(file)
    cards = sorted(told["entries"])
    found = hashlib.sha256("".join(card + "\n" for card in cards).encode()).hexdigest()
    print("Số thẻ / cards:", len(cards))
    print("SHA-256:", found)
    if found != told["list_hash"]:
        print("KHÔNG KHỚP: danh sách đã bị thay đổi / the list was changed:", told["list_hash"])
        return 1
    if not told["winners"]:
        print("Chưa quay / not drawn yet")
        return 0
    seed = "|".join([found] + [str(one["number"]) for one in told["witnesses"]])
    print("Hạt giống / seed:", seed)
    turn = 0
    for size in range(len(cards), 1, -1):
        while True:
            number = int.from_bytes(hashlib.sha256(f"{seed}|{turn}".encode()).digest()[:8], "big")
            turn += 1
            if number < 2**64 // size * size:
                break
        other = number % size
        cards[size - 1], cards[other] = cards[other], cards[size - 1]
    prizes = [one["name"] for one in told["prizes"] for _ in range(one["pieces"])]
    drawn = [[place + 1, prize, card] for place, (prize, card) in enumerate(zip(prizes, cards, strict=False))]
    for place, prize, card in drawn:
        print(f"{place}. {prize}: {card}")
    if seed != told["seed"] or drawn != [[one["place"], one["prize"], one["card"]] for one in told["winners"]]:
        print("KHÔNG KHỚP với kết quả đã công bố / NOT the published result")
        return 1
    print("KHỚP với kết quả đã công bố / the published result")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
