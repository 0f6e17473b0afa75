/**
 * The inverse of a symmetric positive definite n × n matrix (row-major, only the lower triangle is read), in
 * place: A = LLᵀ, then U = L⁻ᵀ, then A⁻¹ = UUᵀ (Golub & Van Loan 2013, §4.2). All three steps are dot products
 * of contiguous rows, taken four rows at a time so that each load serves four products.
 * About n³/2 multiplications; Float64 throughout. Throws where the matrix is not positive definite.
 */
export function invertSpd(a: Float64Array, n: number): void {
  if (a.length !== n * n) throw new RangeError(`matrix must hold ${n * n} numbers, got ${a.length}`);
  cholesky(a, n);
  const u = new Float64Array(n * n);
  inverseTransposed(a, u, n);
  multiplyByTranspose(u, a, n);
}

/** Leaves L in the lower triangle. */
function cholesky(a: Float64Array, n: number): void {
  const dots = new Float64Array(4);
  for (let i0 = 0; i0 < n; i0 += 4) {
    const rows = Math.min(4, n - i0);
    for (let j = 0; j < i0; j++) {
      const diagonal = a[j * n + j]!;
      dotFour(a, i0 * n, n, rows, a, j * n, 0, j, dots);
      for (let r = 0; r < rows; r++) {
        const at = (i0 + r) * n + j;
        a[at] = (a[at]! - dots[r]!) / diagonal;
      }
    }
    for (let i = i0; i < i0 + rows; i++) finishRow(a, n, i, i0);
  }
}

/** The last few columns of row i, which depend on rows of its own block. */
function finishRow(a: Float64Array, n: number, i: number, from: number): void {
  for (let j = from; j <= i; j++) {
    let sum = a[i * n + j]!;
    for (let m = 0; m < j; m++) sum -= a[i * n + m]! * a[j * n + m]!;
    if (j < i) a[i * n + j] = sum / a[j * n + j]!;
    else if (sum > 0) a[i * n + i] = Math.sqrt(sum);
    else throw new RangeError(`matrix must be positive definite, pivot ${i} is ${sum}`);
  }
}

/** u[i, k] = (L⁻¹)[k, i] for k ≥ i. */
function inverseTransposed(l: Float64Array, u: Float64Array, n: number): void {
  const dots = new Float64Array(4);
  for (let i0 = 0; i0 < n; i0 += 4) {
    const rows = Math.min(4, n - i0);
    for (let k = i0; k < n; k++) {
      // Row i starts at its diagonal; left of it u is 0, so that starting all four at i0 adds nothing.
      dotFour(u, i0 * n, n, rows, l, k * n, i0, k, dots);
      const diagonal = l[k * n + k]!;
      for (let r = 0; r < rows; r++) {
        const i = i0 + r;
        if (i < k) u[i * n + k] = -dots[r]! / diagonal;
        else if (i === k) u[i * n + i] = 1 / diagonal;
      }
    }
  }
}

/** out = u uᵀ for upper triangular u, both triangles. */
function multiplyByTranspose(u: Float64Array, out: Float64Array, n: number): void {
  const dots = new Float64Array(4);
  for (let i0 = 0; i0 < n; i0 += 4) {
    const rows = Math.min(4, n - i0);
    for (let j = i0; j < n; j++) {
      dotFour(u, i0 * n, n, rows, u, j * n, j, n, dots);
      for (let r = 0; r < rows; r++) {
        const i = i0 + r;
        if (i > j) continue;
        out[i * n + j] = dots[r]!;
        out[j * n + i] = dots[r]!;
      }
    }
  }
}

/** dots[r] = Σ a[aRow + r·n + m] · b[bRow + m] over from ≤ m < to, for the first `rows` of four rows of a. */
function dotFour(
  a: Float64Array,
  aRow: number,
  n: number,
  rows: number,
  b: Float64Array,
  bRow: number,
  from: number,
  to: number,
  dots: Float64Array,
): void {
  if (rows === 4) {
    const a1 = aRow + n;
    const a2 = a1 + n;
    const a3 = a2 + n;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let m = from; m < to; m++) {
      const x = b[bRow + m]!;
      s0 += a[aRow + m]! * x;
      s1 += a[a1 + m]! * x;
      s2 += a[a2 + m]! * x;
      s3 += a[a3 + m]! * x;
    }
    dots[0] = s0;
    dots[1] = s1;
    dots[2] = s2;
    dots[3] = s3;
    return;
  }
  for (let r = 0; r < rows; r++) {
    let sum = 0;
    for (let m = from; m < to; m++) sum += a[aRow + r * n + m]! * b[bRow + m]!;
    dots[r] = sum;
  }
}
