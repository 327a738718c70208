// A page rendered on the server with Preact. Templates are htm, so there is no build step; all data come in
// as one plain object, and the page goes out as text.

import { h } from 'preact';
import { render } from 'preact-render-to-string';
import htm from 'htm';

const html = htm.bind(h);

const Price = ({ cents, currency = 'EUR', locale = 'en' }) => {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return html`<data class="price" value=${cents}>${format.format(cents / 100)}</data>`;
};

const Product = ({ name, cents, tags = [], ...money }) => html`
  <li class="product">
    <h2>${name}</h2>
    <${Price} cents=${cents} ...${money} />
    ${
      tags.length > 0 &&
      html`<ul class="tags">
        ${tags.map((tag) => html`<li>${tag}</li>`)}
      </ul>`
    }
  </li>
`;

const Page = ({ title, user, products = [], currency, locale = 'en' }) => html`
  <html lang=${locale}>
    <head>
      <meta charset="utf-8" />
      <title>${title}</title>
    </head>
    <body>
      <header>
        <h1>${title}</h1>
        ${user && html`<p>Welcome back, ${user.name}.</p>`}
      </header>
      <main>
        ${
          products.length === 0
            ? html`<p>Nothing here yet.</p>`
            : html`<ul>
                ${products.map((product) => html`<${Product} ...${product} currency=${currency} locale=${locale} />`)}
              </ul>`
        }
      </main>
    </body>
  </html>
`;

// `props`: { title, user?: { name }, products?: [{ name, cents, tags? }], currency?, locale? }
export function renderPage(props) {
  return `<!doctype html>${render(h(Page, props))}`;
}
