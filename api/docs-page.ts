type Json = Record<string, unknown>;

/** One page of HTML from the OpenAPI document: every call with its fields and statuses, every schema. */
export function docsPage(specification: Json): string {
  const paths = Object.entries(at(specification, 'paths'));
  const operations = paths.flatMap(([path, methods]) =>
    Object.entries(methods as Json).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation: operation as Json,
    })),
  );
  const schemas = Object.entries(at(at(specification, 'components'), 'schemas'));
  const info = at(specification, 'info');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(info.title)} API</title><style>${style}</style></head><body>
<nav><h1>${escaped(info.title)}</h1><p><a href="/openapi.json">openapi.json</a></p>
<ul>${operations.map(({ method, path, operation }) => `<li><a href="#${escaped(operation.operationId)}"><b class="${method}">${method}</b> ${escaped(path.replace('/v1/tenants/{tenantId}', '…'))}</a></li>`).join('')}</ul>
<h2>Schemas</h2><ul>${schemas.map(([name]) => `<li><a href="#schema-${escaped(name)}">${escaped(name)}</a></li>`).join('')}</ul></nav>
<main><p>${escaped(info.description)}</p>
<p>Send <code>Authorization: Bearer KEY</code>. An operator's key may do all, an admin's all of one tenant, a client's what a sales application needs.</p>
${operations.map(({ method, path, operation }) => operationHtml(method, path, operation)).join('\n')}
<h2>Schemas</h2>
${schemas.map(([name, schema]) => `<section id="schema-${escaped(name)}"><h3>${escaped(name)}</h3>${schemaHtml(schema as Json)}</section>`).join('\n')}
</main></body></html>`;
}

function operationHtml(method: string, path: string, operation: Json): string {
  const parameters = (operation.parameters ?? []) as Json[];
  const content = Object.entries(at(at(operation, 'requestBody'), 'content'));
  const responses = Object.entries(at(operation, 'responses')) as [string, Json][];
  return `<section id="${escaped(operation.operationId)}">
<h3><b class="${method}">${method}</b> <code>${escaped(path)}</code></h3>
<p>${escaped(operation.summary)}. <span class="role">${escaped(operation.description)}</span></p>
${parameters.length === 0 ? '' : table(parameters.map((parameter) => [`<code>${escaped(parameter.name)}</code>`, escaped(parameter.in), typeHtml(at(parameter, 'schema'))]))}
${content.map(([type, body]) => `<h4>Body <small>${escaped(type)}</small></h4>${schemaHtml(at(body as Json, 'schema'))}`).join('')}
<h4>Answers</h4>${table(responses.map(([status, response]) => [`<b>${status}</b>`, escaped(response.description), answerHtml(response)]))}
</section>`;
}

function answerHtml(response: Json): string {
  return Object.entries(at(response, 'content'))
    .map(([, content]) => typeHtml(at(content as Json, 'schema')))
    .join('');
}

/** An object as a table of its fields; anything else as its type. */
function schemaHtml(schema: Json): string {
  const properties = Object.entries(at(schema, 'properties')) as [string, Json][];
  if (properties.length === 0) return `<p>${typeHtml(schema)}</p>`;
  const required = new Set((schema.required ?? []) as string[]);
  return table(
    properties.map(([name, field]) => [
      `<code>${escaped(name)}</code>${required.has(name) ? '' : '<i>?</i>'}`,
      typeHtml(field),
      escaped(field.description ?? ''),
    ]),
  );
}

function typeHtml(schema: Json): string {
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1);
    return `<a href="#schema-${escaped(name)}">${escaped(name)}</a>`;
  }
  if (Array.isArray(schema.enum))
    return schema.enum.map((value) => `<code>${escaped(value)}</code>`).join(' | ');
  if (Array.isArray(schema.anyOf)) return (schema.anyOf as Json[]).map(typeHtml).join(' | ');
  if (schema.type === 'array') return `array of ${typeHtml(at(schema, 'items'))}${limits(schema)}`;
  if (Object.keys(at(schema, 'properties')).length > 0) return schemaHtml(schema);
  return `${escaped(schema.type ?? 'anything')}${limits(schema)}`;
}

const LIMITS: [string, string][] = [
  ['minimum', '≥'],
  ['exclusiveMinimum', '>'],
  ['maximum', '≤'],
  ['minLength', 'characters ≥'],
  ['maxLength', 'characters ≤'],
  ['maxItems', 'items ≤'],
  ['format', 'format'],
  ['pattern', 'pattern'],
  ['default', 'default'],
];

function limits(schema: Json): string {
  const told = LIMITS.filter(
    ([key]) => schema[key] !== undefined && Math.abs(Number(schema[key])) !== Number.MAX_SAFE_INTEGER,
  );
  if (told.length === 0) return '';
  return ` <small>(${told.map(([key, sign]) => `${sign} <code>${escaped(schema[key])}</code>`).join(', ')})</small>`;
}

function table(rows: string[][]): string {
  return `<table>${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`;
}

function at(value: Json, key: string): Json {
  const inner = value[key];
  return typeof inner === 'object' && inner !== null ? (inner as Json) : {};
}

function escaped(value: unknown): string {
  return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const style = `
:root{color-scheme:light dark;--line:light-dark(#d8dee6,#39424e);--soft:light-dark(#f5f7fa,#171c22);--link:light-dark(#0b5cad,#7ab8ff)}
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;display:grid;grid-template-columns:22rem minmax(0,1fr)}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem;background:var(--soft);border-right:1px solid var(--line);font-size:13px}
nav ul{list-style:none;padding:0;margin:0}nav li{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
main{padding:1rem 2rem;max-width:70rem}section{border-top:1px solid var(--line);padding:.5rem 0 1rem}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}h3{margin:.6rem 0 .2rem}h4{margin:.8rem 0 .2rem}
table{border-collapse:collapse;width:100%;font-size:14px}td{border:1px solid var(--line);padding:.2rem .5rem;vertical-align:top;overflow-wrap:anywhere}
code{font:13px ui-monospace,monospace}.role{opacity:.7}b.GET{color:#1a7f37}b.POST{color:#9a6700}b.PUT,b.PATCH{color:#8250df}b.DELETE{color:#cf222e}
@media(max-width:50rem){body{display:block}nav{position:static;height:auto}}`;
