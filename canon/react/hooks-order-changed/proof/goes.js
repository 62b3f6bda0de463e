const React = require('react');
const e = React.createElement;
const { render } = require('dom');
const User = () => {
  const [open, setOpen] = React.useState(true);
  if (!open) return null;
  React.useEffect(() => setOpen(false), []);
  return e('p', null, 'open');
};
render(e(User));
