//! Generic and recursive types.

use super::{assert_round_trip, blocks};
use grad_check::{Flatten, Flattened, Params, Restore, grad_check};
use ndarray::{Array1, array};
use std::marker::PhantomData;

#[derive(Debug, Clone, PartialEq, Params)]
struct Generic<F, T, const N: usize>
where
    F: Copy,
{
    table: [[F; N]; 2],
    nested: Option<Box<[F; 2]>>,
    of_type: PhantomData<T>,
}

#[derive(Debug, Clone, PartialEq, Params)]
struct Node<T> {
    value: T,
    next: Option<Box<Node<T>>>,
}

/// A tree whose labels are no parameters, and so need not be any.
#[derive(Debug, Clone, PartialEq, Params)]
struct Tree<T, L> {
    #[params(skip)]
    label: L,
    children: Vec<(T, Self)>,
}

/// Swaps its arguments at each level, so that both must be parameters.
#[derive(Debug, Clone, PartialEq, Params)]
struct Alternating<A, B> {
    first: A,
    second: B,
    next: Option<Box<Alternating<B, A>>>,
}

mod of_the_same_name {
    use super::*;

    mod inner {
        use super::*;

        #[derive(Debug, Clone, PartialEq, Params)]
        pub(super) struct Dense<F> {
            pub(super) weight: Array1<F>,
        }
    }

    #[derive(Debug, Clone, PartialEq, Params)]
    struct Dense<F> {
        base: inner::Dense<F>,
    }

    #[test]
    fn a_type_of_the_same_name_in_another_module_is_another_type() {
        let base = inner::Dense {
            weight: array![1.0, 2.0],
        };
        let dense = Dense { base };
        assert_eq!(blocks(&dense), ["base.weight 2"]);
        assert_round_trip(&dense);
    }
}

/// Two generic types that hold each other: one field goes by a module, which asks for nothing.
#[derive(Debug, Clone, PartialEq, Params)]
struct Sum<T> {
    constant: T,
    #[params(with = product)]
    product: Option<Box<Product<T>>>,
}

#[derive(Debug, Clone, PartialEq, Params)]
struct Product<T> {
    factor: T,
    sum: Sum<T>,
}

mod product {
    use super::*;

    pub(super) fn flatten<T: Flatten>(value: &Option<Box<Product<T>>>, into: &mut Flattened) {
        value.flatten(into);
    }

    pub(super) fn restore<T: Params>(value: &mut Option<Box<Product<T>>>, from: &mut Restore<'_>) {
        value.restore(from);
    }
}

#[test]
fn recursive_types_ask_of_their_parameters_no_more_than_they_use() {
    let leaf = Tree {
        label: "leaf",
        children: Vec::new(),
    };
    let tree = Tree {
        label: "root",
        children: vec![([1.0, 2.0], leaf)],
    };
    assert_eq!(blocks(&tree), ["children[0].0 2"]);
    assert_round_trip(&tree);

    let inner = Alternating {
        first: [2.0],
        second: 3.0,
        next: None,
    };
    let outer = Alternating {
        first: 1.0,
        second: [4.0],
        next: Some(Box::new(inner)),
    };
    assert_eq!(
        blocks(&outer),
        [
            "first scalar",
            "second 1",
            "next.first 1",
            "next.second scalar"
        ]
    );
    assert_round_trip(&outer);

    let innermost = Sum {
        constant: 3.0,
        product: None,
    };
    let sum = Sum {
        constant: 1.0,
        product: Some(Box::new(Product {
            factor: 2.0,
            sum: innermost,
        })),
    };
    assert_eq!(
        blocks(&sum),
        [
            "constant scalar",
            "product.factor scalar",
            "product.sum.constant scalar"
        ]
    );
    assert_round_trip(&sum);
}

#[test]
fn generic_and_recursive_types() {
    let generic = Generic::<f32, u8, 3> {
        table: [[1.0; 3]; 2],
        nested: Some(Box::new([4.0, 5.0])),
        of_type: PhantomData,
    };
    assert_eq!(blocks(&generic), ["table 2×3", "nested 2"]);
    assert_round_trip(&generic);
    let list = Node {
        value: [1.0, 2.0],
        next: Some(Box::new(Node {
            value: [3.0, 4.0],
            next: None,
        })),
    };
    assert_eq!(blocks(&list), ["value 2", "next.value 2"]);
    assert_round_trip(&list);
}

#[grad_check(at = Node { value: 0.3, next: None }, types(T = f64))]
fn a_generic_argument<T: Copy + Into<f64> + From<f64>>(node: &Node<T>) -> (f64, Node<T>) {
    let x: f64 = node.value.into();
    let gradient = Node {
        value: T::from(x.cos()),
        next: None,
    };
    (x.sin(), gradient)
}
