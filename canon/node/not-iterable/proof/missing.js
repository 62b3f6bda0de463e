const settings = {};
const value = settings.users;
for (const user of value) console.log(user.name.toUpperCase());
