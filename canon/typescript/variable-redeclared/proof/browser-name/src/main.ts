const name = "anna";
const greeting = `Hello, ${name}`;
