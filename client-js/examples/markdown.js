// Markdown to HTML. The text may come from anybody: HTML in it is shown, not run, and links lead only to
// the web.

import { Marked } from 'marked';

const safeLink = /^(?:https?:|mailto:|#|\/(?!\/))/i;

const escape = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const marked = new Marked({
  gfm: true,
  walkTokens(token) {
    if ((token.type === 'link' || token.type === 'image') && !safeLink.test(token.href)) token.href = '#';
  },
  renderer: {
    html: ({ text }) => escape(text),
  },
});

export function toHtml(text) {
  return marked.parse(text);
}

// The headings of a text, for a table of contents.
export function outline(text) {
  return marked
    .lexer(text)
    .filter((token) => token.type === 'heading')
    .map(({ depth, text: title }) => ({ depth, title }));
}
