module.exports = (app, express) => {
  app.use(express.json());
  app.use(express.json({ limit: '10mb' }));
};
