module.exports = (app, express) => {
  app.use(express.json());
};
