"""mmm_xl: a Bayesian marketing mix model that lives in a finance team's workbook."""
