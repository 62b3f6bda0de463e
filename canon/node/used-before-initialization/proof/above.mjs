const show = () => settings.host.toUpperCase();
console.log(show());
const settings = { host: 'localhost' };
