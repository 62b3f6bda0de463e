const env: { PORT?: string } = {};
const start = () => {
  const port: string = env.PORT;
  return port.trim();
};
try {
  console.log(start());
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
}
export {};
