// Lets `node -r test/support/from-source.js cli/main.ts` run the sources as they are: no stale dist/ in a test.
const { transformSync } = require('@swc/core');
const { readFileSync } = require('node:fs');

// First among the endings tried: `./openapi` is openapi.ts, not the openapi.json beside it.
const others = { ...require.extensions };
for (const ending of Object.keys(others)) delete require.extensions[ending];
require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  });
  module._compile(code, filename);
};
Object.assign(require.extensions, others);
