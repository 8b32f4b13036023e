/** The raw material of the generated shop: people, places and goods. */

export const FIRST = (
  "Mara Jonas Ingrid Elias Sofia Mateo Lena Oskar Freya Noah Amelie Luca Saga Henrik Clara Emil Nora Hugo Alma Viktor Ida Anton Greta Leon Maja Felix " +
  "Astrid Niko Elin Theo Runa Milan Tove Rafael Hanna Samuel Liv Aaron Signe David Yara Kasper Zoe Magnus Inès Pavel Aoife Jakub Camille Tomás"
).split(" ");

export const LAST = (
  "Lindqvist Hansen Weber Rossi Moreau Novak Bergström Keller Dubois Silva Kowalski Virtanen Jansen Murphy Fischer Andersen Costa Schneider Nilsson Marino " +
  "Vogel Laurent Eriksen Horvat Brandt Mäkinen Romano Petit Olsen Richter Navarro Dahl Winter Conti Girard Holm Becker Ferrari Lund Steiner Byrne Varga"
).split(" ");

export const PLACES: readonly (readonly [city: string, country: string])[] = [
  ["Oslo", "Norway"], ["Bergen", "Norway"], ["Tromsø", "Norway"], ["Stockholm", "Sweden"], ["Göteborg", "Sweden"], ["Kiruna", "Sweden"],
  ["Helsinki", "Finland"], ["Rovaniemi", "Finland"], ["København", "Denmark"], ["Aarhus", "Denmark"], ["Reykjavík", "Iceland"],
  ["Berlin", "Germany"], ["Hamburg", "Germany"], ["München", "Germany"], ["Leipzig", "Germany"], ["Wien", "Austria"], ["Innsbruck", "Austria"],
  ["Zürich", "Switzerland"], ["Bern", "Switzerland"], ["Amsterdam", "Netherlands"], ["Utrecht", "Netherlands"], ["Antwerpen", "Belgium"],
  ["Paris", "France"], ["Lyon", "France"], ["Grenoble", "France"], ["Edinburgh", "Scotland"], ["Dublin", "Ireland"], ["Porto", "Portugal"],
  ["Bilbao", "Spain"], ["Torino", "Italy"], ["Ljubljana", "Slovenia"], ["Praha", "Czechia"], ["Kraków", "Poland"], ["Tallinn", "Estonia"],
];

export const GOODS: readonly (readonly [name: string, category: string, price: number])[] = [
  ["Trail lantern", "Light", 54.9], ["Head torch 600", "Light", 79], ["Candle lamp", "Light", 24.5], ["Signal beacon", "Light", 119],
  ["Wool blanket", "Camp", 139], ["Tarp 3×4", "Camp", 168], ["Hammock", "Camp", 92], ["Two-person tent", "Camp", 489], ["Tent pegs, 12", "Camp", 18.9],
  ["Down sleeping bag", "Sleep", 349], ["Insulated mat", "Sleep", 129], ["Travel pillow", "Sleep", 34.5], ["Silk liner", "Sleep", 64],
  ["Enamel mug", "Kitchen", 14.9], ["Titanium pot", "Kitchen", 69], ["Gas stove", "Kitchen", 84.5], ["Coffee press", "Kitchen", 38], ["Cutlery set", "Kitchen", 22],
  ["Water filter", "Kitchen", 47.5], ["Vacuum flask 1 l", "Kitchen", 42], ["Cast-iron pan", "Kitchen", 58],
  ["Rain jacket", "Wear", 229], ["Merino base layer", "Wear", 89], ["Felt hat", "Wear", 59], ["Fjord sweater", "Wear", 178], ["Down vest", "Wear", 149],
  ["Wool socks, 3", "Wear", 32], ["Leather gloves", "Wear", 68], ["Trail trousers", "Wear", 124], ["Knit beanie", "Wear", 27.5],
  ["Day pack 22 l", "Packs", 119], ["Expedition pack 65 l", "Packs", 289], ["Dry bag 20 l", "Packs", 29], ["Hip pouch", "Packs", 36.5],
  ["Field compass", "Way", 48], ["Map case", "Way", 26], ["Topo map, Lofoten", "Way", 19.5], ["Altimeter watch", "Way", 259], ["Binoculars 8×32", "Way", 219],
  ["Pocket knife", "Tools", 44], ["Folding saw", "Tools", 39.5], ["Hatchet", "Tools", 74], ["Repair kit", "Tools", 23], ["Paracord 30 m", "Tools", 12.9],
  ["Fire steel", "Tools", 16.5], ["First-aid kit", "Tools", 49], ["Ice axe", "Snow", 114], ["Snowshoes", "Snow", 199], ["Pulk sled", "Snow", 329], ["Ski wax set", "Snow", 28],
];
