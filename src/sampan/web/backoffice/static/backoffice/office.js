// Each element works on a page that already works without it.
import "./palette.js";
import "./keys.js";
import "./drawers.js";
import "./rows.js";
import "./files.js";
import "./hold.js";
