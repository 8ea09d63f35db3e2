;; The arithmetic of the hot path: sums of embedding rows, cosines to all clusters, the walk through the trees.
;;
;; Every function adds in the order of its twin in TypeScript, lane by lane, so both give the same bits. Pointers are
;; byte offsets into the memory that the caller laid out; a vector has 384 values. `npm run kernels` compiles this file.
(module
  (import "js" "memory" (memory 1))

  ;; sum[384] (f64) = the rows at `rows` (i32 byte offsets into the memory, int8[384] each), times `scales` (f64). Rows come
  ;; in fours; `fours` may be 0.
  (func (export "sumRows") (param $rows i32) (param $scales i32) (param $fours i32) (param $sum i32)
    (local $index i32) (local $at i32)
    (local $r1 i32) (local $r2 i32) (local $r3 i32) (local $r4 i32)
    (local $s1 v128) (local $s2 v128) (local $s3 v128) (local $s4 v128)
    (local $one v128) (local $two v128) (local $three v128) (local $four v128)
    (local $w1 v128) (local $w2 v128) (local $w3 v128) (local $w4 v128)
    (memory.fill (local.get $sum) (i32.const 0) (i32.const 3072))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $fours)))
        (local.set $r1 (i32.load (local.get $rows)))
        (local.set $r2 (i32.load offset=4 (local.get $rows)))
        (local.set $r3 (i32.load offset=8 (local.get $rows)))
        (local.set $r4 (i32.load offset=12 (local.get $rows)))
        (local.set $s1 (v128.load64_splat (local.get $scales)))
        (local.set $s2 (v128.load64_splat offset=8 (local.get $scales)))
        (local.set $s3 (v128.load64_splat offset=16 (local.get $scales)))
        (local.set $s4 (v128.load64_splat offset=24 (local.get $scales)))
        (local.set $at (local.get $sum))
        (local.set $index (i32.const 0))
        (loop $values
          (local.set $one (v128.load8x8_s (i32.add (local.get $r1) (local.get $index))))
          (local.set $two (v128.load8x8_s (i32.add (local.get $r2) (local.get $index))))
          (local.set $three (v128.load8x8_s (i32.add (local.get $r3) (local.get $index))))
          (local.set $four (v128.load8x8_s (i32.add (local.get $r4) (local.get $index))))
          (local.set $w1 (i32x4.extend_low_i16x8_s (local.get $one)))
          (local.set $w2 (i32x4.extend_low_i16x8_s (local.get $two)))
          (local.set $w3 (i32x4.extend_low_i16x8_s (local.get $three)))
          (local.set $w4 (i32x4.extend_low_i16x8_s (local.get $four)))
          (v128.store (local.get $at) (f64x2.add
            (f64x2.add (v128.load (local.get $at)) (f64x2.add
              (f64x2.mul (local.get $s1) (f64x2.convert_low_i32x4_s (local.get $w1)))
              (f64x2.mul (local.get $s2) (f64x2.convert_low_i32x4_s (local.get $w2)))))
            (f64x2.add
              (f64x2.mul (local.get $s3) (f64x2.convert_low_i32x4_s (local.get $w3)))
              (f64x2.mul (local.get $s4) (f64x2.convert_low_i32x4_s (local.get $w4))))))
          (local.set $w1 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $w1) (local.get $w1)))
          (local.set $w2 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $w2) (local.get $w2)))
          (local.set $w3 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $w3) (local.get $w3)))
          (local.set $w4 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $w4) (local.get $w4)))
          (v128.store offset=16 (local.get $at) (f64x2.add
            (f64x2.add (v128.load offset=16 (local.get $at)) (f64x2.add
              (f64x2.mul (local.get $s1) (f64x2.convert_low_i32x4_s (local.get $w1)))
              (f64x2.mul (local.get $s2) (f64x2.convert_low_i32x4_s (local.get $w2)))))
            (f64x2.add
              (f64x2.mul (local.get $s3) (f64x2.convert_low_i32x4_s (local.get $w3)))
              (f64x2.mul (local.get $s4) (f64x2.convert_low_i32x4_s (local.get $w4))))))
          (local.set $w1 (i32x4.extend_high_i16x8_s (local.get $one)))
          (local.set $w2 (i32x4.extend_high_i16x8_s (local.get $two)))
          (local.set $w3 (i32x4.extend_high_i16x8_s (local.get $three)))
          (local.set $w4 (i32x4.extend_high_i16x8_s (local.get $four)))
          (v128.store offset=32 (local.get $at) (f64x2.add
            (f64x2.add (v128.load offset=32 (local.get $at)) (f64x2.add
              (f64x2.mul (local.get $s1) (f64x2.convert_low_i32x4_s (local.get $w1)))
              (f64x2.mul (local.get $s2) (f64x2.convert_low_i32x4_s (local.get $w2)))))
            (f64x2.add
              (f64x2.mul (local.get $s3) (f64x2.convert_low_i32x4_s (local.get $w3)))
              (f64x2.mul (local.get $s4) (f64x2.convert_low_i32x4_s (local.get $w4))))))
          (local.set $w1 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $w1) (local.get $w1)))
          (local.set $w2 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $w2) (local.get $w2)))
          (local.set $w3 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $w3) (local.get $w3)))
          (local.set $w4 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $w4) (local.get $w4)))
          (v128.store offset=48 (local.get $at) (f64x2.add
            (f64x2.add (v128.load offset=48 (local.get $at)) (f64x2.add
              (f64x2.mul (local.get $s1) (f64x2.convert_low_i32x4_s (local.get $w1)))
              (f64x2.mul (local.get $s2) (f64x2.convert_low_i32x4_s (local.get $w2)))))
            (f64x2.add
              (f64x2.mul (local.get $s3) (f64x2.convert_low_i32x4_s (local.get $w3)))
              (f64x2.mul (local.get $s4) (f64x2.convert_low_i32x4_s (local.get $w4))))))
          (local.set $at (i32.add (local.get $at) (i32.const 64)))
          (local.set $index (i32.add (local.get $index) (i32.const 8)))
          (br_if $values (i32.lt_u (local.get $index) (i32.const 384))))
        (local.set $rows (i32.add (local.get $rows) (i32.const 16)))
        (local.set $scales (i32.add (local.get $scales) (i32.const 32)))
        (local.set $fours (i32.sub (local.get $fours) (i32.const 1)))
        (br $next))))

  ;; out[384] (f32) = sum[384] (f64) at length 1; zeros stay zeros.
  (func (export "normalise") (param $sum i32) (param $out i32)
    (local $square f64) (local $value f64) (local $factor v128) (local $at i32) (local $end i32)
    (local.set $at (local.get $sum))
    (local.set $end (i32.add (local.get $sum) (i32.const 3072)))
    (loop $values
      (local.set $value (f64.load (local.get $at)))
      (local.set $square (f64.add (local.get $square) (f64.mul (local.get $value) (local.get $value))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $values (i32.lt_u (local.get $at) (local.get $end))))
    (local.set $factor (f64x2.splat (select
      (f64.div (f64.const 1) (f64.sqrt (local.get $square)))
      (f64.const 0)
      (f64.gt (local.get $square) (f64.const 0)))))
    (local.set $at (local.get $sum))
    (loop $values
      (v128.store (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
        (f32x4.demote_f64x2_zero (f64x2.mul (local.get $factor) (v128.load (local.get $at))))
        (f32x4.demote_f64x2_zero (f64x2.mul (local.get $factor) (v128.load offset=16 (local.get $at))))))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (local.set $at (i32.add (local.get $at) (i32.const 32)))
      (br_if $values (i32.lt_u (local.get $at) (local.get $end)))))

  ;; out (f32) = products of query[384] (f32) with `groups` groups of four vectors, which are laid out side by side:
  ;; f64[384][4] each. Sixteen at a time, so that no sum waits for the one before it.
  (func (export "products") (param $query i32) (param $at i32) (param $groups i32) (param $out i32)
    (local $index i32) (local $value v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $e v128) (local $f v128) (local $g v128) (local $h v128)
    (block $few
      (loop $many
        (br_if $few (i32.lt_u (local.get $groups) (i32.const 4)))
        (local.set $a (v128.const f64x2 0 0))
        (local.set $b (v128.const f64x2 0 0))
        (local.set $c (v128.const f64x2 0 0))
        (local.set $d (v128.const f64x2 0 0))
        (local.set $e (v128.const f64x2 0 0))
        (local.set $f (v128.const f64x2 0 0))
        (local.set $g (v128.const f64x2 0 0))
        (local.set $h (v128.const f64x2 0 0))
        (local.set $index (i32.const 0))
        (loop $values
          (local.set $value (f64x2.splat (f64.promote_f32 (f32.load (i32.add (local.get $query) (local.get $index))))))
          (local.set $a (f64x2.add (local.get $a) (f64x2.mul (local.get $value) (v128.load (local.get $at)))))
          (local.set $b (f64x2.add (local.get $b) (f64x2.mul (local.get $value) (v128.load offset=16 (local.get $at)))))
          (local.set $c (f64x2.add (local.get $c) (f64x2.mul (local.get $value) (v128.load offset=12288 (local.get $at)))))
          (local.set $d (f64x2.add (local.get $d) (f64x2.mul (local.get $value) (v128.load offset=12304 (local.get $at)))))
          (local.set $e (f64x2.add (local.get $e) (f64x2.mul (local.get $value) (v128.load offset=24576 (local.get $at)))))
          (local.set $f (f64x2.add (local.get $f) (f64x2.mul (local.get $value) (v128.load offset=24592 (local.get $at)))))
          (local.set $g (f64x2.add (local.get $g) (f64x2.mul (local.get $value) (v128.load offset=36864 (local.get $at)))))
          (local.set $h (f64x2.add (local.get $h) (f64x2.mul (local.get $value) (v128.load offset=36880 (local.get $at)))))
          (local.set $at (i32.add (local.get $at) (i32.const 32)))
          (local.set $index (i32.add (local.get $index) (i32.const 4)))
          (br_if $values (i32.lt_u (local.get $index) (i32.const 1536))))
        (v128.store (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (f32x4.demote_f64x2_zero (local.get $a))
          (f32x4.demote_f64x2_zero (local.get $b))))
        (v128.store offset=16 (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (f32x4.demote_f64x2_zero (local.get $c))
          (f32x4.demote_f64x2_zero (local.get $d))))
        (v128.store offset=32 (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (f32x4.demote_f64x2_zero (local.get $e))
          (f32x4.demote_f64x2_zero (local.get $f))))
        (v128.store offset=48 (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (f32x4.demote_f64x2_zero (local.get $g))
          (f32x4.demote_f64x2_zero (local.get $h))))
        (local.set $at (i32.add (local.get $at) (i32.const 36864)))
        (local.set $out (i32.add (local.get $out) (i32.const 64)))
        (local.set $groups (i32.sub (local.get $groups) (i32.const 4)))
        (br $many)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $groups)))
        (local.set $a (v128.const f64x2 0 0))
        (local.set $b (v128.const f64x2 0 0))
        (local.set $index (i32.const 0))
        (loop $values
          (local.set $value (f64x2.splat (f64.promote_f32 (f32.load (i32.add (local.get $query) (local.get $index))))))
          (local.set $a (f64x2.add (local.get $a) (f64x2.mul (local.get $value) (v128.load (local.get $at)))))
          (local.set $b (f64x2.add (local.get $b) (f64x2.mul (local.get $value) (v128.load offset=16 (local.get $at)))))
          (local.set $at (i32.add (local.get $at) (i32.const 32)))
          (local.set $index (i32.add (local.get $index) (i32.const 4)))
          (br_if $values (i32.lt_u (local.get $index) (i32.const 1536))))
        (v128.store (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (f32x4.demote_f64x2_zero (local.get $a))
          (f32x4.demote_f64x2_zero (local.get $b))))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (local.set $groups (i32.sub (local.get $groups) (i32.const 1)))
        (br $next))))

  ;; out[4] (f64) = sums of the leaves that a row falls into; tree i adds to output i mod 4. A node is the place of its
  ;; feature in the row (i32), its threshold (f32) and the nodes to its left and right (i32); a leaf leads to itself. Trees
  ;; come in eights, which are walked side by side without a branch, as many steps as the deepest has (`depths`, i32).
  ;; `values` + place / 2 is where a leaf's value (f64) is: nodes have 16 bytes, values 8.
  (func (export "walk") (param $roots i32) (param $depths i32) (param $eights i32) (param $values i32) (param $out i32)
    (local $steps i32)
    (local $n0 i32) (local $n1 i32) (local $n2 i32) (local $n3 i32)
    (local $n4 i32) (local $n5 i32) (local $n6 i32) (local $n7 i32)
    (local $s0 f64) (local $s1 f64) (local $s2 f64) (local $s3 f64)
    (loop $next
      (local.set $n0 (i32.load (local.get $roots)))
      (local.set $n1 (i32.load offset=4 (local.get $roots)))
      (local.set $n2 (i32.load offset=8 (local.get $roots)))
      (local.set $n3 (i32.load offset=12 (local.get $roots)))
      (local.set $n4 (i32.load offset=16 (local.get $roots)))
      (local.set $n5 (i32.load offset=20 (local.get $roots)))
      (local.set $n6 (i32.load offset=24 (local.get $roots)))
      (local.set $n7 (i32.load offset=28 (local.get $roots)))
      (local.set $steps (i32.load (local.get $depths)))
      (block $leaf
        (loop $deeper
          (br_if $leaf (i32.eqz (local.get $steps)))
          (local.set $n0 (i32.load offset=8 (i32.add (local.get $n0)
            (i32.shl (f32.gt (f32.load (i32.load (local.get $n0))) (f32.load offset=4 (local.get $n0))) (i32.const 2)))))
          (local.set $n1 (i32.load offset=8 (i32.add (local.get $n1)
            (i32.shl (f32.gt (f32.load (i32.load (local.get $n1))) (f32.load offset=4 (local.get $n1))) (i32.const 2)))))
          (local.set $n2 (i32.load offset=8 (i32.add (local.get $n2)
            (i32.shl (f32.gt (f32.load (i32.load (local.get $n2))) (f32.load offset=4 (local.get $n2))) (i32.const 2)))))
          (local.set $n3 (i32.load offset=8 (i32.add (local.get $n3)
            (i32.shl (f32.gt (f32.load (i32.load (local.get $n3))) (f32.load offset=4 (local.get $n3))) (i32.const 2)))))
          (local.set $n4 (i32.load offset=8 (i32.add (local.get $n4)
            (i32.shl (f32.gt (f32.load (i32.load (local.get $n4))) (f32.load offset=4 (local.get $n4))) (i32.const 2)))))
          (local.set $n5 (i32.load offset=8 (i32.add (local.get $n5)
            (i32.shl (f32.gt (f32.load (i32.load (local.get $n5))) (f32.load offset=4 (local.get $n5))) (i32.const 2)))))
          (local.set $n6 (i32.load offset=8 (i32.add (local.get $n6)
            (i32.shl (f32.gt (f32.load (i32.load (local.get $n6))) (f32.load offset=4 (local.get $n6))) (i32.const 2)))))
          (local.set $n7 (i32.load offset=8 (i32.add (local.get $n7)
            (i32.shl (f32.gt (f32.load (i32.load (local.get $n7))) (f32.load offset=4 (local.get $n7))) (i32.const 2)))))
          (local.set $steps (i32.sub (local.get $steps) (i32.const 1)))
          (br $deeper)))
      (local.set $s0 (f64.add (local.get $s0) (f64.load (i32.add (local.get $values) (i32.shr_u (local.get $n0) (i32.const 1))))))
      (local.set $s1 (f64.add (local.get $s1) (f64.load (i32.add (local.get $values) (i32.shr_u (local.get $n1) (i32.const 1))))))
      (local.set $s2 (f64.add (local.get $s2) (f64.load (i32.add (local.get $values) (i32.shr_u (local.get $n2) (i32.const 1))))))
      (local.set $s3 (f64.add (local.get $s3) (f64.load (i32.add (local.get $values) (i32.shr_u (local.get $n3) (i32.const 1))))))
      (local.set $s0 (f64.add (local.get $s0) (f64.load (i32.add (local.get $values) (i32.shr_u (local.get $n4) (i32.const 1))))))
      (local.set $s1 (f64.add (local.get $s1) (f64.load (i32.add (local.get $values) (i32.shr_u (local.get $n5) (i32.const 1))))))
      (local.set $s2 (f64.add (local.get $s2) (f64.load (i32.add (local.get $values) (i32.shr_u (local.get $n6) (i32.const 1))))))
      (local.set $s3 (f64.add (local.get $s3) (f64.load (i32.add (local.get $values) (i32.shr_u (local.get $n7) (i32.const 1))))))
      (local.set $roots (i32.add (local.get $roots) (i32.const 32)))
      (local.set $depths (i32.add (local.get $depths) (i32.const 4)))
      (local.set $eights (i32.sub (local.get $eights) (i32.const 1)))
      (br_if $next (local.get $eights)))
    (f64.store (local.get $out) (local.get $s0))
    (f64.store offset=8 (local.get $out) (local.get $s1))
    (f64.store offset=16 (local.get $out) (local.get $s2))
    (f64.store offset=24 (local.get $out) (local.get $s3))))
