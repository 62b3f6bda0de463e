const React = require('react');
const e = React.createElement;
const { render } = require('dom');
const User = () => {
  const [user, setUser] = React.useState(null);
  React.useEffect(() => setUser({ name: 'Ada' }), []);
  if (!user) return e('p', null, 'loading');
  const name = React.useMemo(() => user.name.toUpperCase(), [user]);
  return e('p', null, name);
};
render(e(User));
