// The list of fuzz targets. Each loads what it tests through `dist`, which imports a file of the build by its path under runtime/.
import { expressionTarget } from './expressions.mjs';
import { rulesTarget } from './rules.mjs';

export const targets = [
  {
    name: 'expressions',
    async load(dist) {
      const { compileProgram } = await dist('engine/compile/program.js');
      const { registerFunctions } = await dist('engine/functions/index.js');
      return expressionTarget({ compileProgram, registerFunctions });
    },
  },
  {
    name: 'rules',
    async load(dist) {
      const { compileNativeRules } = await dist('engine/compile/rules/compile.js');
      const { registerOperators } = await dist('engine/operators/index.js');
      return rulesTarget({ compileNativeRules, registerOperators });
    },
  },
];
