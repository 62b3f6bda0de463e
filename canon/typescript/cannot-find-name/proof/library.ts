export const url = new URL("https://example.com/a");
if (url.pathname !== "/a") throw new Error(url.pathname);
