const React = require('react');
const e = React.createElement;
const { render } = require('dom');
const List = ({ page }) => {
  const [rows, setRows] = React.useState([]);
  const options = { page };
  React.useEffect(() => {
    setRows([`first of page ${options.page}`]);
  });
  return e('p', null, rows);
};
render(e(List, { page: 1 }));
