package disk

const atOnce = 0 // Node has no name for it
