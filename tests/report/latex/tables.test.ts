import { expect, test } from 'vitest';
import { escapeLatex } from '../../../src/report/latex/escape.ts';
import { latexTables } from '../../../src/report/latex/tables.ts';
import { hostileTable } from '../result-table.ts';

test('writes a table with its notes', () => {
  expect(latexTables([hostileTable])).toBe(
    String.raw`% needs \usepackage{booktabs}
\begin{table}[htbp]
\centering
\footnotesize
\caption{Scores: a\_b \textbar{} §c§}
\label{tab:scores}
\smallskip
\setlength{\tabcolsep}{3.5pt}
\begin{tabular}{@{}lrr@{}}
\toprule
model & MAE & p\textbar{}q \\
 & (\$) &  \\
\midrule
{[}x{]}(y) & \textbf{$-$1.5} & \textless{}0.001 \\
{*}z\textbackslash{} & 2.0{*} & \textbf{0.01} \\
\bottomrule
\end{tabular}

\smallskip
\parbox{\linewidth}{5 \% \& more \#1}
\end{table}
`.replaceAll('§', '\\`{}'),
  );
});

test('needs booktabs once, however many tables there are', () => {
  expect(latexTables([hostileTable, hostileTable]).match(/usepackage/g)).toHaveLength(1);
});

test.each([
  [String.raw`\input{x}`, String.raw`\textbackslash{}input\{x\}`],
  ['$a^2$ ~ #1 50 % a&b', String.raw`\$a\textasciicircum{}2\$ \textasciitilde{} \#1 50 \% a\&b`],
  ['"up" and "', "``up'' and ''"],
  ["--- '' ,,", "-{}-{}- '{}' ,{},"],
  ['1 ± 2², –, ∞', String.raw`1 $\pm$ 2$^2$, --, $\infty$`],
  ['a\nb\u202e', String.raw`a\textbackslash{}nb\textbackslash{}u202e`],
  ['価格 é', '価格 é'],
])('escapes %j', (text, escaped) => expect(escapeLatex(text)).toBe(escaped));
