import { looks } from './looks.ts'
import type { State } from './state.ts'

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** A page to look through: a row for each state, with all its looks. */
export const pageOfPictures = (states: readonly State[]) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>States</title>
<style>body{font:14px system-ui;margin:16px}section{border-top:1px solid #aaa;padding:8px 0}div{display:flex;gap:8px;overflow-x:auto;align-items:start}img{height:420px;border:1px solid #ccc}</style>
${states.map(({ name, path }) => `<section id="${escaped(name)}"><h2>${escaped(name)} <small>${escaped(path)}</small></h2><div>
${looks.map(look => `<a href="${escaped(name)}.${look.name}.png" title="${look.name}"><img loading="lazy" src="${escaped(name)}.${look.name}.png" alt="${look.name}"></a>`).join('\n')}
</div></section>`).join('\n')}
</html>
`
