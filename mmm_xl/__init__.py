"""mmm_xl: a Bayesian marketing mix model that lives in a finance team's workbook."""

from mmm_xl.resources import keep_kernels

keep_kernels()  # before anything compiled is imported
