"""Code names: the random two words by which a case is known on every list. They say nothing about anybody."""

import secrets

FIRST = (
    "Amber Ancient Autumn Azure Balmy Birch Bold Brave Brief Bright Brisk Bronze Calm Candid Cedar Chalk "
    "Clear Cloudy Clover Cobalt Copper Coral Crimson Crisp Curious Dappled Dark Dawn Deep Distant Dry Early "
    "East Ebony Elder Fabled Fair Far Fern Final Firm Fleet Fond Free Fresh Frosty Gentle Gilded Glad Golden "
    "Grand Granite Green Grey Hardy Hazel High Hollow Humble Indigo Inland Iron Ivory Ivy Jade Jolly Keen "
    "Kind Late Lemon Light Lilac Lively Lone Long Lucky Lunar Maple Marble Meadow Mellow Merry Mild Misty "
    "Modest Mossy Neat New Noble North Oaken Ocean Odd Olive Open Opal Pale Patient Pearl Plain Plum Polar "
    "Proud Quick Quiet Rainy Rapid Rare Ready Red Rosy Round Royal Ruby Rustic Saffron Sage Salty Sandy "
    "Scarlet Sharp Shy Silent Silver Simple Slate Slow Small Snowy Soft Solar South Spare Stable Steady Still "
    "Stone Sunny Swift Tall Tame Tawny Teal Thin Tidal Tidy True Umber Upland Vast Velvet Violet Vivid Warm "
    "West White Wide Wild Willow Windy Winter Wise Wooden Young Zesty"
).split()
SECOND = (
    "Acorn Albatross Alder Anchor Antler Arrow Aspen Aster Badger Barley Basket Beacon Bear Beaver Bell Bison "
    "Bittern Boat Bramble Bridge Brook Bunting Buzzard Candle Canoe Cedar Chestnut Cliff Cloud Comet Compass "
    "Cormorant Crane Creek Cricket Crow Curlew Cypress Daisy Dale Deer Delta Dolphin Dove Drum Dune Eagle "
    "Egret Elk Ember Falcon Fawn Feather Fern Ferry Field Finch Fir Fjord Flint Flute Ford Forest Fox Garden "
    "Gate Glacier Goose Grove Gull Harbour Hare Harp Hawk Hazel Heath Heron Hill Hollow Ibex Ibis Inlet "
    "Island Jackdaw Jay Juniper Kestrel Kettle Kite Lagoon Lake Lantern Larch Lark Leaf Ledge Linden Lynx "
    "Magpie Maple Marsh Marten Meadow Merlin Mill Mole Moon Moor Moose Moth Nettle Newt Oak Oar Orchard "
    "Oriole Osprey Otter Owl Paddle Path Pebble Pelican Petrel Pine Plover Pond Poplar Puffin Quail Quarry "
    "Rabbit Raven Reed Reef Ridge River Robin Rook Rowan Sail Salmon Seal Shell Shore Skylark Sparrow Spruce "
    "Squirrel Starling Stork Stream Swallow Swan Swift Tern Thistle Thrush Tide Trail Trout Tulip Valley Vole "
    "Wagtail Walnut Wave Wharf Whale Wheat Willow Wolf Wren Yew Zebra"
).split()


def new_code_name(taken: frozenset[str] = frozenset()) -> str:
    """A random code name that is not ``taken``: one of about 30,000."""
    while True:
        name = f"{secrets.choice(FIRST)} {secrets.choice(SECOND)}"
        if name not in taken:
            return name
