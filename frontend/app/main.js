// The page works without any of this; these modules make it quicker.
import "htmx.org";
import "./token.js";
import "./keys.js";
import "./palette.js";
import "./toasts.js";
import "./copy.js";
import "./pick.js";
import "./imports.js";
import "./portfolio.js";
import "./sheet.js";
import "./scoring.js";
import "./selection.js";
import "./matrix.js";
import "./strength.js";
