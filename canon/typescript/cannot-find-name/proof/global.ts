export const version = typeof __VERSION__ === "undefined" ? "none" : __VERSION__;
