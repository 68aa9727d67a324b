// Which pages are pictured. `ready` is what has to be there first; `prepare` brings the page into the state that is shown;
// `only` names the pictures that are kept, such as `dark 1440`, when not all four are.
export const SHOTS = [
  { name: 'home', path: '/', ready: '.home-counts' },
  { name: 'mappings', path: '/mappings', ready: '.table-body .table-row' },
  { name: 'rulesets', path: '/rules', ready: '.table-body .table-row' },
  { name: 'rules', path: '/rules/order-release?rule=payment-awaited', ready: '.box-sign' },
  {
    name: 'rules-table',
    path: '/rules/order-release',
    ready: '.box-sign',
    prepare: (page) => page.getByRole('tab', { name: 'Decision table' }).click(),
  },
  {
    name: 'rules-text',
    path: '/rules/order-release',
    ready: '.box-sign',
    prepare: async (page) => {
      await page.getByRole('tab', { name: 'Text' }).click();
      await page.getByRole('tab', { name: /^Examples/ }).click();
      await page.waitForSelector('.cm-content');
    },
  },
  { name: 'tables', path: '/tables', ready: '.table-body .table-row' },
  { name: 'table', path: '/tables/countries', ready: '.grid-row' },
  {
    name: 'lifecycle',
    path: '/lifecycles/order',
    ready: '.lifecycle-state',
    prepare: (page) => page.getByRole('button', { name: /^cancelled/ }).click(),
  },
  { name: 'ownership', path: '/ownership/order', ready: '.ownership-cell' },
  { name: 'map-order', path: '/map/shopify-order?target=/paymentStatus', ready: '.lines[data-lines] .line' },
  { name: 'map-new', path: '/mappings/new', ready: '.new-mapping' },
];
